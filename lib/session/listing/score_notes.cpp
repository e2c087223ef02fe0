#include "lib/session/listing/score_notes.hpp"

#include "lib/base/text.hpp"
#include "lib/report/score_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

std::vector<std::string> score_notes(
    const ScoreSource& scores, const std::vector<ScoreCard>& cards, const ScoreCard& last) {
    std::vector<std::string> notes;
    if (last.score.decided) {
        constexpr std::size_t reason = 60; // The numbers behind it are never cut.
        notes.push_back(decision_note(last.score, last.decided_by, sanitize_line(last.decided_why, reason)));
    }
    if (last.score.regraded) {
        notes.emplace_back("regraded");
    }
    if (cards.front().score.partial && cards.front().name != last.name) {
        notes.emplace_back("last attempt partial");
    }
    // A partial attempt does not hide the attempt before it.
    const auto* newest = newest_whole_card(cards);
    if (newest != nullptr && newest->name != last.name) {
        notes.push_back(
            newest->score.complete() ? "newest attempt: " + short_score(newest->score)
                                     : "last attempt with " + scores.ungraded_of(*newest));
    }
    return notes;
}

} // namespace crocum
