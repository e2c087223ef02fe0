#pragma once

#include "lib/report/gradebook.hpp"
#include "lib/session/gradebook/score_source.hpp"
#include "lib/store/score_card.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Adds notes to a row of a gradebook: why there is no score, and what a teacher should look at. `cards` are those of
/// all attempts, newest first, `damaged` the names of attempts that cannot be read. Notes that are in the row already
/// say why the attempts are unknown.
void add_row_notes(
    GradebookRow& row,
    const ScoreSource& scores,
    const std::vector<ScoreCard>& cards,
    const std::vector<std::string>& damaged);

} // namespace crocum
