#pragma once

#include <cwchar>
#include <optional>
#include <string>

namespace crocum {

/// A key of a terminal: a printable character, or one of these control characters. Keys that terminals send as escape
/// sequences have the code of the control key that does the same; the others have codes of Unicode's C1 controls, which
/// no terminal sends.
namespace key {
constexpr wchar_t line_begin = 0x01;
constexpr wchar_t left = 0x02;
constexpr wchar_t end_or_delete = 0x04; ///< Ctrl-D
constexpr wchar_t line_end = 0x05;
constexpr wchar_t right = 0x06;
constexpr wchar_t cancel = 0x07; ///< Ctrl-G
constexpr wchar_t backspace = 0x08;
constexpr wchar_t tab = 0x09;
constexpr wchar_t enter = 0x0A;
constexpr wchar_t cut_to_end = 0x0B; ///< Ctrl-K
constexpr wchar_t clear = 0x0C;      ///< Ctrl-L
constexpr wchar_t down = 0x0E;
constexpr wchar_t up = 0x10;
constexpr wchar_t search = 0x12;       ///< Ctrl-R
constexpr wchar_t swap = 0x14;         ///< Ctrl-T
constexpr wchar_t cut_to_begin = 0x15; ///< Ctrl-U
constexpr wchar_t cut_word = 0x17;     ///< Ctrl-W
constexpr wchar_t paste = 0x19;        ///< Ctrl-Y
constexpr wchar_t word_left = 0x80;
constexpr wchar_t word_right = 0x81;
constexpr wchar_t cut_next_word = 0x82;
constexpr wchar_t erase = 0x83; ///< the key Delete
} // namespace key

/// Whether the key adds its own character to a line.
[[nodiscard]] bool is_printable(wchar_t key);

/// Makes keys of the bytes that a terminal sends. Only the keys above and printable characters come out, whatever goes
/// in: other control characters, other escape sequences and what is no UTF-8 are dropped. Needs a UTF-8 locale for
/// LC_CTYPE.
class KeyDecoder {
public:
    /// The key that this byte completes.
    [[nodiscard]] std::optional<wchar_t> next(unsigned char byte);

private:
    enum class State { plain, escape, csi, ss3 };

    [[nodiscard]] std::optional<wchar_t> plain(unsigned char byte);
    [[nodiscard]] std::optional<wchar_t> after_escape(unsigned char byte);
    [[nodiscard]] std::optional<wchar_t> in_sequence(unsigned char byte);

    State state_ = State::plain;
    std::string parameters_; ///< of an escape sequence
    std::mbstate_t partial_{};
};

} // namespace crocum
