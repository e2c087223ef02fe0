#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crocum {

/// Trees as tar archives in memory. A tree may have folders, regular files, and symbolic links that stay inside.

/// The archive of a folder. Throws Error for any other kind of entry, and when it is larger than `limit` bytes.
[[nodiscard]] std::string pack(const std::filesystem::path& folder, std::size_t limit);

/// Fills an empty folder from an untrusted archive. Throws Error for an entry outside of the folder or of another kind,
/// and when the content is larger than `limit` bytes.
void unpack(std::string_view archive, const std::filesystem::path& folder, std::size_t limit);

/// Whether a path inside a tree stays in it: relative, not empty, no "..".
[[nodiscard]] bool stays_inside(const std::filesystem::path& path);

} // namespace crocum
