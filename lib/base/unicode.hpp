#pragma once

#include <string>
#include <string_view>

namespace crocum {

[[nodiscard]] bool is_utf8(std::string_view text);

/// One character in UTF-8; empty for a number that is no character.
[[nodiscard]] std::string to_utf8(char32_t character);

/// The text in Unicode's normal form C, in which a letter with an accent is one character: texts that look the same
/// then have the same bytes. A text that is not UTF-8 is returned as it is.
[[nodiscard]] std::string to_nfc(std::string_view text);

/// The text for comparisons without case, in the same form. A text that is not UTF-8 is returned as it is.
[[nodiscard]] std::string case_fold(std::string_view text);

} // namespace crocum
