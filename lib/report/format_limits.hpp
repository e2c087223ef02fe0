#pragma once

#include "lib/report/formats.hpp"
#include "lib/report/gradebook.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Notes for a format ("moodle", "canvas", …): data that the format cannot hold, effects of its import, and what a user
/// has to choose there; one sentence each.
[[nodiscard]] std::vector<std::string> format_limits(
    const Gradebook& book, const std::string& format, const FormatOptions& options = {});

} // namespace crocum
