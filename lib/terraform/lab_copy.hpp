#pragma once

#include <filesystem>
#include <string>

namespace crocum {

/// Whether a file of the lab folder (relative path) goes into an instance: everything but checks/, pytest/, solution/,
/// .git, Terraform's own data and states. The provider lock file is kept.
[[nodiscard]] bool goes_into_instance(const std::filesystem::path& file);

/// Makes the instance have exactly those files, besides its own (state, records, lock file). A link becomes a copy of
/// its file. Throws Error that names the file, also for a link that leads out of the lab.
void copy_lab(const std::filesystem::path& lab, const std::filesystem::path& instance);

/// Takes the lab's files away from an instance again. Terraform can destroy what its state names without them.
void remove_copies(const std::filesystem::path& instance);

/// Whether a .tf file at the folder's top writes a libvirt URI out, so that the configured one is not the one that
/// counts.
[[nodiscard]] bool names_its_libvirt(const std::filesystem::path& folder);

/// Changes when what makes an instance what it is changes: everything that goes into it but README.md and the setup
/// scripts, and lab.yaml only where there are no Terraform files.
[[nodiscard]] std::string lab_digest(const std::filesystem::path& lab);

/// The digest of a machine's setup script; empty where it has none.
[[nodiscard]] std::string setup_digest(const std::filesystem::path& lab, const std::string& machine);

} // namespace crocum
