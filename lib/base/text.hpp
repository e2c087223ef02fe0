#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// Makes text from a guest (or from a file that a guest touched) safe to show: invalid UTF-8 becomes U+FFFD; control
/// characters except newline and tab are dropped together with the escape sequences that they start, and so are the
/// marks that reorder text (CVE-2021-42574). "\r\n" becomes "\n".
[[nodiscard]] std::string sanitize(std::string_view text);

/// sanitize() for text that comes in pieces: a character or an escape sequence that is split between two pieces is
/// treated like in the whole text.
class Sanitizer {
public:
    /// The sanitised text up to here.
    [[nodiscard]] std::string next(std::string_view piece);

    /// The rest, at the end of the text.
    [[nodiscard]] std::string rest();

private:
    std::string kept_; ///< the beginning of a character or of an escape sequence; a few bytes
};

/// Like sanitize, on one line: newlines and tabs become spaces, at most `limit` code points (then "…").
[[nodiscard]] std::string sanitize_line(std::string_view text, std::size_t limit = 500);

/// The line of an offset, from 1; the last line for an offset after the end.
[[nodiscard]] int line_at(std::string_view text, std::size_t offset);

/// Columns on a terminal; East Asian wide characters take two.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Padded with spaces on the right to `width` columns.
[[nodiscard]] std::string pad(std::string_view text, std::size_t width);

/// The first `width` columns at most.
[[nodiscard]] std::string clip(std::string_view text, std::size_t width);

/// A word of a command line, as a user types it in a shell: in quotes only when necessary.
[[nodiscard]] std::string shell_word(std::string_view text);

/// "1 machine", "2 machines"
[[nodiscard]] std::string plural(std::size_t count, std::string_view one);

/// "2", "2.5", never "2.00": points are often whole numbers.
[[nodiscard]] std::string number(double value);

/// "1 point", "2.5 points"
[[nodiscard]] std::string plural_points(double points);

[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Splits at blanks, tabs and newlines; no empty words.
[[nodiscard]] std::vector<std::string> words(std::string_view text);

/// Splits at newlines; no empty last line.
[[nodiscard]] std::vector<std::string> lines(std::string_view text);

} // namespace crocum
