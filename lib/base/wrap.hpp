#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crocum {

/// The text with its lines broken at blanks, so that none has more than `width` columns where that is possible. A line
/// continues below its own text: below the last column of a table, behind "- ", else indented by two more columns. A
/// quoted command stays on one line when it fits, and so does a percentage ("50 %"). Colours (escape sequences) have no
/// width.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width);

/// wrap() of one line, which continues below its column `indent`, less than `width`.
[[nodiscard]] std::string wrap_line(std::string_view line, std::size_t width, std::size_t indent);

} // namespace crocum
