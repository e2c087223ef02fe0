#pragma once

#include "lib/report/gradebook.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What a format ("moodle", "canvas", …) has no place for, or whoever imports it will do with it, in a sentence each.
[[nodiscard]] std::vector<std::string> format_limits(const Gradebook& book, const std::string& format);

} // namespace crocum
