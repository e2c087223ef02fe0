#pragma once

#include <string>

namespace crocum {

/// The "4711" of "Lab 1 (4711)": Canvas takes it for the number of an assignment. Empty when the title does not end
/// like this.
[[nodiscard]] std::string canvas_number(const std::string& title);

/// The header of a column for Canvas: the title, with the number of the assignment in place of one that the title has.
[[nodiscard]] std::string canvas_title(const std::string& title, const std::string& assignment);

} // namespace crocum
