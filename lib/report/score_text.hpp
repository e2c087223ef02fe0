#pragma once

#include "lib/report/style.hpp"
#include "lib/store/grading.hpp"

#include <string>

namespace crocum {

/// A score in a table: "4/10", with "*" where somebody's decision is in it, "?/10 (2 ungraded)" where there is none.
[[nodiscard]] std::string short_score(const EffectiveScore& score);

/// "4 of 10 points", or how much is open.
[[nodiscard]] std::string long_score(const EffectiveScore& score);

/// The score line of an attempt with its decisions, and what they and a regrade made of what was measured.
[[nodiscard]] std::string score_line(const Grading& grading, const Style& style);

} // namespace crocum
