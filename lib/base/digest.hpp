#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// SHA-256 as 64 hexadecimal digits.
[[nodiscard]] std::string sha256(std::string_view bytes);

/// SHA-256 over the names and contents of `files` (paths below `folder`) in their order, so that equal trees have equal
/// digests. Throws Error when a file cannot be read.
[[nodiscard]] std::string sha256_files(
    const std::filesystem::path& folder, const std::vector<std::filesystem::path>& files);

/// HMAC-SHA256 (RFC 2104) as 64 hexadecimal digits.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view message);

[[nodiscard]] std::string base64(std::string_view bytes);

/// Strict: anything that is not base64 of a whole number of bytes gives nothing.
[[nodiscard]] std::optional<std::string> unbase64(std::string_view text);

/// `bytes` random bytes from the kernel, as hexadecimal digits.
[[nodiscard]] std::string random_hex(std::size_t bytes);

} // namespace crocum
