#pragma once

#include "lib/store/score_card.hpp"

#include <string>
#include <vector>

namespace crocum {

/// What a list says beside a student's score. `cards`: of all attempts, newest first; `last` is the one that counts.
[[nodiscard]] std::vector<std::string> score_notes(const std::vector<ScoreCard>& cards, const ScoreCard& last);

} // namespace crocum
