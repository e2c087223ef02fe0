#include "lib/report/gradebook.hpp"

#include "lib/base/error.hpp"

#include <algorithm>

namespace crocum {

const char* to_string(AttemptPolicy policy) noexcept {
    switch (policy) {
    case AttemptPolicy::best:
        return "best";
    case AttemptPolicy::first:
        return "first";
    default:
        return "last";
    }
}

AttemptPolicy attempt_policy_from(const std::string& text) {
    for (const auto policy : {AttemptPolicy::last, AttemptPolicy::best, AttemptPolicy::first}) {
        if (text == to_string(policy)) {
            return policy;
        }
    }
    throw UsageError("an attempt policy is last, best or first, not \"{}\"", text);
}

const ScoreCard* counting(const std::vector<ScoreCard>& cards, AttemptPolicy policy) {
    const ScoreCard* chosen = nullptr;
    for (const auto& card : cards) {
        if (!card.complete) {
            continue;
        }
        const bool better = chosen == nullptr || policy == AttemptPolicy::first ||
                            // Of equals the earliest: who had that score first had it.
                            (policy == AttemptPolicy::best && card.score.percent() >= chosen->score.percent());
        if (better) {
            chosen = &card;
        }
    }
    return chosen != nullptr ? chosen : standing(cards);
}

const char* GradebookRow::state() const {
    return graded() ? "graded" : card ? "ungraded" : "no attempt";
}

} // namespace crocum
