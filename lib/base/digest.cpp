#include "lib/base/digest.hpp"

#include "lib/base/files.hpp"
#include "lib/base/system.hpp"

#include <fmt/format.h>
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <vector>

namespace crocum {

namespace {

constexpr std::size_t largest_hashed_file = std::size_t{64} << 20U;

std::string hex(const std::uint8_t* bytes, std::size_t count) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) {
        text.push_back(digits[bytes[i] >> 4U]);
        text.push_back(digits[bytes[i] & 15U]);
    }
    return text;
}

class Sha256 {
public:
    Sha256() { ::nettle_sha256_init(&context_); }

    void add(std::string_view bytes) {
        ::nettle_sha256_update(&context_, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
    }

    std::string finish() {
        std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
        ::nettle_sha256_digest(&context_, digest.size(), digest.data());
        return hex(digest.data(), digest.size());
    }

private:
    sha256_ctx context_{};
};

} // namespace

std::string sha256(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.finish();
}

std::string sha256_files(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& files) {
    Sha256 hash;
    for (const auto& file : files) {
        // A digest per file: no two different trees can be read as the same stream of bytes.
        hash.add(fmt::format("{}\n{}\n", file.string(), sha256(read_file(folder / file, largest_hashed_file))));
    }
    return hash.finish();
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    hmac_sha256_ctx context{};
    ::nettle_hmac_sha256_set_key(&context, key.size(), reinterpret_cast<const std::uint8_t*>(key.data()));
    ::nettle_hmac_sha256_update(&context, message.size(), reinterpret_cast<const std::uint8_t*>(message.data()));
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    ::nettle_hmac_sha256_digest(&context, digest.size(), digest.data());
    return hex(digest.data(), digest.size());
}

std::string base64(std::string_view bytes) {
    std::string text(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
    ::nettle_base64_encode_raw(text.data(), bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
    return text;
}

std::optional<std::string> unbase64(std::string_view text) {
    base64_decode_ctx context{};
    ::nettle_base64_decode_init(&context);
    std::string bytes(BASE64_DECODE_LENGTH(text.size()), '\0');
    std::size_t count = bytes.size();
    const bool valid =
        ::nettle_base64_decode_update(
            &context, &count, reinterpret_cast<std::uint8_t*>(bytes.data()), text.size(), text.data()) != 0 &&
        ::nettle_base64_decode_final(&context) != 0;
    if (!valid) {
        return std::nullopt;
    }
    bytes.resize(count);
    return bytes;
}

std::string random_hex(std::size_t bytes) {
    std::vector<std::uint8_t> buffer(bytes);
    if (::getrandom(buffer.data(), bytes, 0) != static_cast<ssize_t>(bytes)) {
        throw system_error("no random bytes from the kernel");
    }
    return hex(buffer.data(), bytes);
}

} // namespace crocum
