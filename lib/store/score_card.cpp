#include "lib/store/score_card.hpp"

namespace crocum {

ScoreCard card_of(const Grading& grading) {
    ScoreCard card;
    const auto& measured = grading.measured;
    card.id = measured.id;
    card.name = measured.name;
    card.instance = measured.instance;
    card.started = measured.started;
    card.complete = grading.complete();
    card.checks = measured.results.size();
    card.has_decisions = !grading.decisions.empty();
    card.score = grading.score();
    if (card.score.decided) {
        card.decided_by = grading.decisions.back().who;
    }
    if (card.score.whole) {
        card.score.sum.reached = card.score.reached();
        card.score.sum.ungraded = 0;
        card.score.whole.reset();
        if (card.score.lateness) {
            card.score.lateness->penalty = 0;
        }
    }
    card.document = to_json(grading);
    // Long texts are left to "lab show".
    card.document.erase("checks");
    card.document["as_measured"].erase("checks");
    for (auto& regrade : card.document["regrades"]) {
        regrade.erase("checks");
    }
    return card;
}

bool CurrentAttemptRule::offer(bool complete, bool partial) {
    const bool better = complete ? !complete_ : !partial ? !whole_ : !any_;
    if (complete_ || !better) {
        return false;
    }
    any_ = true;
    whole_ = whole_ || !partial;
    complete_ = complete;
    return true;
}

const ScoreCard* current_card(const std::vector<ScoreCard>& cards) {
    CurrentAttemptRule rule;
    const ScoreCard* found = nullptr;
    for (const auto& card : cards) {
        if (rule.offer(card.complete, card.score.partial)) {
            found = &card;
        }
    }
    return found;
}

} // namespace crocum
