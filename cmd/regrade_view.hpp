#pragma once

#include "cmd/output.hpp"
#include "lib/base/json.hpp"
#include "lib/session/grading/regrade.hpp"

#include <string>

namespace crocum {

/// One line for each student: the score before and after, and what changed. With `details`, every changed check below.
[[nodiscard]] std::string regrade_table(const RegradePlan& plan, bool details, const Style& style);

/// A student in the JSON document.
[[nodiscard]] Json to_json(const RegradeOutcome& outcome);

} // namespace crocum
