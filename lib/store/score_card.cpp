#include "lib/store/score_card.hpp"

#include <algorithm>
#include <cmath>

namespace crocum {

std::string last_reason(const std::vector<Decision>& decisions) {
    const auto& reason = decisions.back().reason;
    return decisions.size() == 1 ? reason : fmt::format("{} decisions, the last: {}", decisions.size(), reason);
}

ScoreCard card_of(const Grading& grading) {
    ScoreCard card;
    const auto& measured = grading.measured;
    card.id = measured.id;
    card.name = measured.name;
    card.title = measured.title;
    card.instance = measured.instance;
    card.started = measured.started;
    card.counted = measured.counted;
    card.score = grading.score();
    card.checks = grading.results_before_decisions().size();
    if (const auto decisions = grading.decisions_in_effect(); !decisions.empty()) {
        card.decided_by = decisions.back().who;
        card.decided_why = last_reason(decisions);
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

void apply_due(ScoreCard& card, const DueDate& due) {
    auto& score = card.score;
    if (score.lateness) {
        return;
    }
    score.lateness = lateness(due, card.counted);
    if (!card.document.is_null()) {
        card.document.update(to_json(score));
        card.document["lateness"] = to_json(*score.lateness);
    }
}

CurrentAttemptRule::Worth CurrentAttemptRule::worth(const EffectiveScore& score) {
    const auto points = score.whole ? score.measured_points().value_or(0) : score.awarded();
    // Rounded: 14 of 14 is as good as 16 of 16.
    return {
        score.sum.total > 0 ? std::round(points / score.sum.total * 1e8) : 0,
        score.measured.final() ? score.measured.reached : -1};
}

bool CurrentAttemptRule::offer(const EffectiveScore& score) {
    const bool partial = score.partial;
    if (score.complete()) {
        const auto now = worth(score);
        const bool better =
            !complete_ || policy_ == AttemptPolicy::first || (policy_ == AttemptPolicy::best && now >= best_);
        complete_ = true;
        best_ = better ? now : best_;
        return better;
    }
    if (complete_ || (partial ? any_ : whole_)) {
        return false;
    }
    any_ = true;
    whole_ = whole_ || !partial;
    return true;
}

const ScoreCard* current_card(const std::vector<ScoreCard>& cards, AttemptPolicy policy) {
    CurrentAttemptRule rule(policy);
    const ScoreCard* found = nullptr;
    for (const auto& card : cards) {
        if (rule.offer(card.score)) {
            found = &card;
        }
    }
    return found;
}

const Grading* current_grading(const std::vector<Grading>& attempts, AttemptPolicy policy) {
    CurrentAttemptRule rule(policy);
    const Grading* found = nullptr;
    for (const auto& attempt : attempts) {
        if (rule.offer(attempt.score())) {
            found = &attempt;
        }
    }
    return found;
}

const ScoreCard* newest_whole_card(const std::vector<ScoreCard>& cards) {
    const auto found = std::find_if(cards.begin(), cards.end(), [](const auto& card) { return !card.score.partial; });
    return found == cards.end() ? nullptr : &*found;
}

const ScoreCard* current_whole_card(const std::vector<ScoreCard>& cards, AttemptPolicy policy) {
    const auto* found = current_card(cards, policy);
    return found == nullptr || found->score.partial ? nullptr : found;
}

} // namespace crocum
