#pragma once

#include "lib/report/style.hpp"
#include "lib/store/grading.hpp"

#include <string>

namespace crocum {

/// A score in a table: "4/10", with "*" when it includes a decision, "?/10 (2 ungraded)" when there is no score.
[[nodiscard]] std::string short_score(const EffectiveScore& score);

/// "4 of 10 points", or the number of ungraded checks.
[[nodiscard]] std::string long_score(const EffectiveScore& score);

/// "7 of 10 points, by ann, 2026-11-30T12:00:00Z: oral exam"
[[nodiscard]] std::string decision_text(const Decision& decision);

/// What a decision is about: the id of its check, or "the whole score". Sanitised.
[[nodiscard]] std::string decision_subject(const Decision& decision);

/// "* decided by ann: oral exam; measured 3": for a score with a decision, by its author and reason. Says when the
/// measured score is better. Sanitised.
[[nodiscard]] std::string decision_note(const EffectiveScore& score, const std::string& who, const std::string& why);

/// The score line of an attempt with its decisions and regrades, and the score as measured.
[[nodiscard]] std::string score_line(const Grading& grading, const Style& style);

} // namespace crocum
