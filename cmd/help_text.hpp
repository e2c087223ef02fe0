#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace crocum {

/// The help of a verb for a terminal of `width` columns, broken at blanks: options continue below their descriptions,
/// and the lines of a paragraph are joined first. Examples stay as they are, because people copy them.
[[nodiscard]] std::string help_text(std::string_view help, std::size_t width);

/// The help of a verb as it is printed: on a terminal help_text(), as wide as the terminal, but not wider than a person
/// likes to read; elsewhere unchanged.
[[nodiscard]] std::string help_on(std::FILE* stream, std::string help);

} // namespace crocum
