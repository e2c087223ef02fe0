#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace crocum {

/// SHA-256 as 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// SHA-256 over the relative paths and contents of all regular files below `folder`, in a fixed order, so that equal
/// trees have equal digests. `want(relative path)` chooses; absent means every file.
/// Throws Error when a file cannot be read.
[[nodiscard]] std::string sha256_tree(
    const std::filesystem::path& folder, bool (*want)(const std::filesystem::path&) = nullptr);

[[nodiscard]] std::string base64(std::string_view bytes);

/// Strict: anything that is not base64 of a whole number of bytes gives nothing.
[[nodiscard]] std::optional<std::string> unbase64(std::string_view text);

/// `bytes` random bytes from the kernel, as hexadecimal digits.
[[nodiscard]] std::string random_hex(std::size_t bytes);

} // namespace crocum
