#include "lib/base/text.hpp"

#include <fmt/format.h>
#include <unistr.h>
#include <uniwidth.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace crocum {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

bool is_control(ucs4_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/// Characters that change the order or the presence of other characters on screen.
bool is_invisible_mark(ucs4_t c) {
    return c == 0x00AD || c == 0x061C || c == 0x115F || c == 0x1160 || c == 0x180E || c == 0x200B || c == 0x200E ||
           c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || c == 0xFEFF ||
           c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F) ||
           (c & 0xFFFEU) == 0xFFFEU; // No characters: XML must not have them.
}

/// Length of the escape sequence after ESC: CSI … final byte, OSC/DCS/… up to BEL or ST, otherwise one character.
/// Nothing when the text ends within the sequence.
std::optional<std::size_t> escape_length(std::string_view rest) {
    if (rest.empty()) {
        return std::nullopt;
    }
    if (rest[0] == '[') {
        const auto end = std::find_if(rest.begin() + 1, rest.end(), [](char c) { return c >= 0x40 && c <= 0x7E; });
        return end == rest.end() ? std::nullopt : std::optional(static_cast<std::size_t>(end - rest.begin()) + 1);
    }
    if (std::string_view("]PX^_").find(rest[0]) != std::string_view::npos) {
        const auto end = rest.find_first_of("\a\x1B\n");
        return end == std::string_view::npos ? std::nullopt : std::optional(end + (rest[end] == '\a' ? 1 : 0));
    }
    return static_cast<unsigned char>(rest[0]) < 0x80 && rest[0] != '\n' ? 1 : 0;
}

/// Calls visit(code point, its bytes) for every character that may be shown. Returns the position of an incomplete
/// character or escape sequence at the end of the text, which is not visited, or the length of the text.
template <typename Visit>
std::size_t each_complete_character(std::string_view text, const Visit& visit) {
    std::size_t at = 0;
    while (at < text.size()) {
        ucs4_t c = 0;
        const int read = ::u8_mbtoucr(&c, bytes_of(text) + at, text.size() - at);
        if (read == -2) {
            return at;
        }
        if (read <= 0) {
            visit(ucs4_t{0xFFFD}, replacement);
            ++at;
            continue;
        }
        const auto length = static_cast<std::size_t>(read);
        if (c == 0x1B) {
            const auto escape = escape_length(text.substr(at + length));
            if (!escape) {
                return at;
            }
            at += *escape;
        } else if (c == '\n' || c == '\t' || !(is_control(c) || is_invisible_mark(c))) {
            visit(c, text.substr(at, length));
        }
        at += length;
    }
    return at;
}

/// The same for the end of the text.
template <typename Visit>
void each_safe_character(std::string_view text, const Visit& visit) {
    while (!text.empty()) {
        text.remove_prefix(each_complete_character(text, visit));
        if (text.empty() || text[0] == '\x1B') {
            return; // The rest is an incomplete escape sequence.
        }
        visit(ucs4_t{0xFFFD}, replacement);
        text.remove_prefix(1);
    }
}

} // namespace

std::string sanitize(std::string_view text) {
    std::string safe;
    safe.reserve(text.size());
    each_safe_character(text, [&](ucs4_t, std::string_view character) { safe += character; });
    return safe;
}

std::string Sanitizer::next(std::string_view piece) {
    const auto text = kept_ + std::string(piece);
    std::string safe;
    const auto end = each_complete_character(text, [&](ucs4_t, std::string_view character) { safe += character; });
    kept_ = text.substr(end);
    if (!kept_.empty() && kept_[0] == '\x1B') {
        kept_.resize(
            std::min<std::size_t>(kept_.size(), 2)); // The kind of the sequence; the rest of it is dropped anyway.
    }
    return safe;
}

std::string Sanitizer::rest() {
    return sanitize(std::exchange(kept_, {}));
}

std::string sanitize_line(std::string_view text, std::size_t limit) {
    std::string safe;
    std::size_t count = 0;
    each_safe_character(text, [&](ucs4_t c, std::string_view character) {
        if (count < limit) {
            safe += c == '\n' || c == '\t' ? " " : character;
        } else if (count == limit) {
            safe += "…";
        }
        ++count;
    });
    const auto end = safe.find_last_not_of(' ');
    safe.resize(end == std::string::npos ? 0 : end + 1);
    return safe;
}

int line_at(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

std::size_t display_width(std::string_view text) {
    return static_cast<std::size_t>(std::max(0, ::u8_width(bytes_of(text), text.size(), "UTF-8")));
}

std::string pad(std::string_view text, std::size_t width) {
    const auto own = display_width(text);
    return std::string(text) + std::string(width > own ? width - own : 0, ' ');
}

std::string clip(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) {
        return std::string(text);
    }
    // Only whole characters, with space for the "…" that shows the cut.
    std::size_t end = 0;
    for (std::size_t next = 0; next <= text.size(); ++next) {
        const bool boundary = next == text.size() || (static_cast<unsigned char>(text[next]) & 0xC0U) != 0x80U;
        if (boundary && display_width(text.substr(0, next)) + 1 <= width) {
            end = next;
        }
    }
    return width == 0 ? "" : std::string(text.substr(0, end)) + "…";
}

std::string shell_word(std::string_view text) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,=+@%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(text);
    }
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return quoted + "'";
}

std::string plural(std::size_t count, std::string_view one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string number(double value) {
    auto text = fmt::format("{:.2f}", value);
    while (text.back() == '0') {
        text.pop_back();
    }
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

std::string plural_points(double points) {
    const auto text = number(points);
    return text + (text == "1" ? " point" : " points");
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    return fmt::format("{}", fmt::join(parts, separator));
}

std::vector<std::string> words(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    std::vector<std::string> found;
    for (auto begin = text.find_first_not_of(blanks); begin != std::string_view::npos;) {
        const auto end = std::min(text.find_first_of(blanks, begin), text.size());
        found.emplace_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(blanks, end);
    }
    return found;
}

std::vector<std::string> lines(std::string_view text) {
    std::vector<std::string> result;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        result.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

} // namespace crocum
