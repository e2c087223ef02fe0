#include "lib/base/unicode.hpp"

#include "lib/base/deleter.hpp"

#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace crocum {

namespace {

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

/// What `convert` makes of a text, and of its size; the text itself when it is not UTF-8: libunistring would put U+FFFD
/// into it.
template <typename Convert>
std::string converted(std::string_view text, const Convert& convert) {
    if (!is_utf8(text)) {
        return std::string(text);
    }
    std::size_t size = 0;
    const std::unique_ptr<std::uint8_t, Deleter<&std::free>> result(convert(bytes_of(text), text.size(), &size));
    return result ? std::string(reinterpret_cast<const char*>(result.get()), size) : std::string(text);
}

} // namespace

bool is_utf8(std::string_view text) {
    return ::u8_check(bytes_of(text), text.size()) == nullptr;
}

std::string to_utf8(char32_t character) {
    std::array<std::uint8_t, 6> bytes{};
    const int length = ::u8_uctomb(bytes.data(), character, static_cast<std::ptrdiff_t>(bytes.size()));
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length < 0 ? 0 : length)};
}

std::string to_nfc(std::string_view text) {
    return converted(text, [](const std::uint8_t* bytes, std::size_t size, std::size_t* length) {
        return ::u8_normalize(UNINORM_NFC, bytes, size, nullptr, length);
    });
}

std::string case_fold(std::string_view text) {
    return converted(text, [](const std::uint8_t* bytes, std::size_t size, std::size_t* length) {
        return ::u8_casefold(bytes, size, nullptr, UNINORM_NFC, nullptr, length);
    });
}

} // namespace crocum
