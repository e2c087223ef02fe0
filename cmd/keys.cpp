#include "cmd/keys.hpp"

#include <cwctype>
#include <string_view>

namespace crocum {

namespace {

constexpr unsigned char escape_byte = 0x1B;
constexpr unsigned char delete_byte = 0x7F;
/// Longer parameters belong to no key.
constexpr std::size_t longest_parameters = 8;

constexpr std::wstring_view control_keys{L"\x01\x02\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C\x0E\x10\x12\x14\x15\x17\x19"};

/// ESC [ 3 ~
std::optional<wchar_t> numbered_key(const std::string& parameters) {
    if (parameters == "1" || parameters == "7") {
        return key::line_begin;
    }
    if (parameters == "3") {
        return key::erase;
    }
    if (parameters == "4" || parameters == "8") {
        return key::line_end;
    }
    return std::nullopt;
}

/// ESC [ 1 ; 5 D and ESC O D: the parameter is a modifier (Shift, Alt, Ctrl).
std::optional<wchar_t> cursor_key(unsigned char final, bool modified) {
    switch (final) {
    case 'A':
        return key::up;
    case 'B':
        return key::down;
    case 'C':
        return modified ? key::word_right : key::right;
    case 'D':
        return modified ? key::word_left : key::left;
    case 'F':
        return key::line_end;
    case 'H':
        return key::line_begin;
    default:
        return std::nullopt;
    }
}

} // namespace

bool is_printable(wchar_t key) {
    return std::iswprint(static_cast<std::wint_t>(key)) != 0 && ::wcwidth(key) > 0;
}

std::optional<wchar_t> KeyDecoder::next(unsigned char byte) {
    switch (state_) {
    case State::plain:
        return plain(byte);
    case State::escape:
        return after_escape(byte);
    case State::csi:
    case State::ss3:
        return in_sequence(byte);
    }
    return std::nullopt;
}

std::optional<wchar_t> KeyDecoder::plain(unsigned char byte) {
    if (byte < 0x20 || byte == delete_byte) {
        partial_ = {};
        if (byte == escape_byte) {
            state_ = State::escape;
            return std::nullopt;
        }
        if (byte == delete_byte) {
            return key::backspace;
        }
        const auto code = byte == '\r' ? key::enter : static_cast<wchar_t>(byte);
        return control_keys.find(code) == std::wstring_view::npos ? std::nullopt : std::optional(code);
    }
    const auto one = static_cast<char>(byte);
    wchar_t character = 0;
    auto length = std::mbrtowc(&character, &one, 1, &partial_);
    if (length == static_cast<std::size_t>(-1)) { // The byte may begin the next character.
        partial_ = {};
        length = std::mbrtowc(&character, &one, 1, &partial_);
    }
    if (length == static_cast<std::size_t>(-1)) {
        partial_ = {};
        return std::nullopt;
    }
    return length == 1 && is_printable(character) ? std::optional(character) : std::nullopt;
}

std::optional<wchar_t> KeyDecoder::after_escape(unsigned char byte) {
    state_ = State::plain;
    parameters_.clear();
    switch (byte) {
    case '[':
        state_ = State::csi;
        return std::nullopt;
    case 'O':
        state_ = State::ss3;
        return std::nullopt;
    case escape_byte:
        state_ = State::escape;
        return std::nullopt;
    case 'b':
        return key::word_left;
    case 'd':
        return key::cut_next_word;
    case 'f':
        return key::word_right;
    case '\b':
    case delete_byte:
        return key::cut_word;
    default:
        return byte < 0x20 ? plain(byte) : std::nullopt; // Escape and then Enter is Enter.
    }
}

std::optional<wchar_t> KeyDecoder::in_sequence(unsigned char byte) {
    if (byte >= 0x20 && byte < 0x40) {
        if (parameters_.size() <= longest_parameters) {
            parameters_ += static_cast<char>(byte);
        }
        return std::nullopt;
    }
    state_ = State::plain;
    if (byte < 0x20 || byte >= delete_byte) { // No escape sequence after all.
        return plain(byte);
    }
    return byte == '~' ? numbered_key(parameters_) : cursor_key(byte, !parameters_.empty());
}

} // namespace crocum
