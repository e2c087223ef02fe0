#pragma once

#include "lib/report/gradebook.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/score_card.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Says in a row of a gradebook why there is no score, and what else a person should look at. `cards` are those of all
/// attempts, newest first, `damaged` the names of attempts that cannot be read. What stands in the row already is why
/// the attempts are not known.
void add_row_notes(
    GradebookRow& row,
    const std::vector<ScoreCard>& cards,
    const std::vector<std::string>& damaged,
    const Attempts& attempts);

} // namespace crocum
