#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace crocum {

/// The help of a verb for a terminal of `width` columns, broken at blanks: options continue below their descriptions,
/// and the lines of a paragraph are joined first. Examples stay as they are, because people copy them.
[[nodiscard]] std::string help_text(std::string_view help, std::size_t width);

} // namespace crocum
