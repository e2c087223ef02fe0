#pragma once

#include "lib/report/gradebook.hpp"

#include <string>

namespace crocum {

// What other systems show to the student beside the score.

/// What explains the score besides the checks: a decision, a penalty, or that there is no score; empty when there is
/// nothing to explain. For students: without the reasons, which could contain the text of a hidden check.
[[nodiscard]] std::string score_remark(const GradebookRow& row);

/// The remark and what is left to do, one line for each check, as HTML with <br> between the lines; never empty, so
/// that it replaces an earlier one. It has no text that the visibility of a check or its hide_errors hides.
[[nodiscard]] std::string html_feedback(const GradebookRow& row);

} // namespace crocum
