#pragma once

#include "lib/report/style.hpp"
#include "lib/store/grading.hpp"

#include <string>

namespace crocum {

/// A score in a table: "4/10", with "*" when it includes a decision, "?/10 (2 ungraded)" when there is no score.
[[nodiscard]] std::string short_score(const EffectiveScore& score);

/// "4 of 10 points", or the number of ungraded checks.
[[nodiscard]] std::string long_score(const EffectiveScore& score);

/// The score line of an attempt with its decisions and regrades, and the score as measured.
[[nodiscard]] std::string score_line(const Grading& grading, const Style& style);

} // namespace crocum
