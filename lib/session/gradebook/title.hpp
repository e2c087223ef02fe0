#pragma once

#include "lib/session/context.hpp"
#include "lib/store/score_card.hpp"

#include <string>
#include <vector>

namespace crocum {

/// The title of a lab as recorded, so that a report is the same in every folder: in the newest attempt (`cards` of all
/// students), else in the newest record of an instance. Records of earlier versions have none; then it is that of
/// lab.yaml in the recorded folder or on the lab path, else the lab's id. Sanitised.
[[nodiscard]] std::string title_of(
    const Context& context, const std::string& lab, const std::vector<std::vector<ScoreCard>>& cards);

} // namespace crocum
