#pragma once

#include "lib/session/gradebook/score_source.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What a list says beside a student's score. `cards`: of all attempts, newest first; `last` is the one that counts.
/// `scores`: where they are from.
[[nodiscard]] std::vector<std::string> score_notes(
    const ScoreSource& scores, const std::vector<ScoreCard>& cards, const ScoreCard& last);

} // namespace crocum
