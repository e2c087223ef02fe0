#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crocum {

/// Trees as tar archives in memory. What a tree may have: folders, regular files, and symbolic links that stay inside.

/// The archive of a folder. Throws Error for what a tree may not have, and when it is larger than `limit` bytes.
[[nodiscard]] std::string pack(const std::filesystem::path& folder, std::size_t limit);

/// Fills an empty folder from an archive that nobody vouches for. Throws Error for an entry that would leave the folder
/// or is none of the kinds above, and when the content is larger than `limit` bytes.
void unpack(std::string_view archive, const std::filesystem::path& folder, std::size_t limit);

/// Whether a path inside a tree stays in it: relative, not empty, no "..".
[[nodiscard]] bool stays_inside(const std::filesystem::path& path);

} // namespace crocum
