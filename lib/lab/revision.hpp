#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crocum {

/// The git commit of a lab folder.
struct Revision {
    std::string commit; ///< 40 (or 64) hexadecimal digits
    bool dirty = false; ///< whether something below the folder differs from that commit
};

/// Nothing when the folder is not in a repository that git reads for this user, or git is not installed.
[[nodiscard]] std::optional<Revision> revision_of(const std::filesystem::path& folder);

} // namespace crocum
