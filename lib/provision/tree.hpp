#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Whether a file of the lab folder (relative path) goes into an instance: everything but checks/, pytest/, solution/,
/// .git, Terraform's own data and states. The provider lock file is kept.
[[nodiscard]] bool goes_into_instance(const std::filesystem::path& file);

/// Makes the instance have exactly those files, besides its own (state, records, lock file). Links are not followed and
/// not copied. Throws Error that names the file.
void copy_lab(const std::filesystem::path& lab, const std::filesystem::path& instance);

/// Changes when what goes into an instance changes.
[[nodiscard]] std::string lab_digest(const std::filesystem::path& lab);

} // namespace crocum
