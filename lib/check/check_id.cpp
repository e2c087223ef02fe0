#include "lib/check/check_id.hpp"

#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace crocum {

namespace {

/// The number of digits after \x, \u, \U; 0 for another character.
std::size_t digits_of(char kind) {
    return kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
}

/// The letter of an escape; nothing for ASCII and for what a terminal must not get.
std::optional<std::string> letter(std::string_view digits) {
    std::uint32_t point = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
    if (failure != std::errc() || end != digits.data() + digits.size() || point < 0xA0) {
        return std::nullopt;
    }
    auto text = to_utf8(point);
    return !text.empty() && sanitize(text) == text ? std::optional(std::move(text)) : std::nullopt;
}

} // namespace

std::string shown_id(std::string_view id) {
    std::string shown;
    for (std::size_t i = 0; i < id.size();) {
        const auto kind = id[i] == '\\' && i + 1 < id.size() ? id[i + 1] : '\0';
        const auto digits = digits_of(kind);
        const auto text = digits > 0 && i + 2 + digits <= id.size() ? letter(id.substr(i + 2, digits)) : std::nullopt;
        // An escaped backslash is not the beginning of an escape.
        const std::size_t length = text ? 2 + digits : kind == '\\' ? 2 : 1;
        shown += text ? *text : std::string(id.substr(i, length));
        i += length;
    }
    return shown;
}

bool means(std::string_view word, std::string_view id) {
    return word == id || word == shown_id(id);
}

} // namespace crocum
