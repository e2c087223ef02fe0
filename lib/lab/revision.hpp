#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace crocum {

/// Which state of its git repository a lab folder is in.
struct Revision {
    std::string commit; ///< 40 (or 64) hexadecimal digits
    bool dirty = false; ///< whether something below the folder differs from that commit
};

/// Nothing where the folder is in no repository that git would read for this user, or there is no git.
[[nodiscard]] std::optional<Revision> revision_of(const std::filesystem::path& folder);

} // namespace crocum
