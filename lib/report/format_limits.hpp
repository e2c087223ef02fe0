#pragma once

#include "lib/report/gradebook.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Notes for a format ("moodle", "canvas", …): data that the format cannot hold, and effects of its import; one
/// sentence each.
[[nodiscard]] std::vector<std::string> format_limits(const Gradebook& book, const std::string& format);

} // namespace crocum
