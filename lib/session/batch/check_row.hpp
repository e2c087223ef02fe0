#pragma once

#include "lib/session/batch_row.hpp"
#include "lib/store/grading.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What the row of a graded student says besides the score.

void add_detail(BatchRow& row, const std::string& text);

/// Adds the first reason why a check is ungraded, and the number of other reasons: "srv: agent_silent: no agent runs in
/// srv (and 1 other reason)". Marks the row as retryable when a reason is transient.
void explain_ungraded(BatchRow& row, const std::vector<CheckResult>& results);

/// Adds the decision in effect beside the measured score; nothing when there is none.
void add_decision(BatchRow& row, const Grading& grading);

/// Compares the score with `before`, the attempt that counted until now. Adds that this one still counts, or that the
/// new score is lower: above all, in an instance that was created again.
void compare_with_earlier(BatchRow& row, const Grading& before, bool still_counts, const std::string& instance);

} // namespace crocum
