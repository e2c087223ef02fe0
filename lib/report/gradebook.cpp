#include "lib/report/gradebook.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

#include <map>
#include <string_view>

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
    const ScoreCard* newest = nullptr;
    for (const auto& card : cards) {
        if (!card.score.partial && newest == nullptr) {
            newest = &card;
        }
        if (!card.complete) {
            continue;
        }
        const bool better = chosen == nullptr || policy == AttemptPolicy::first ||
                            // Of equal scores the earliest attempt counts.
                            (policy == AttemptPolicy::best && card.score.percent() >= chosen->score.percent());
        if (better) {
            chosen = &card;
        }
    }
    return chosen != nullptr ? chosen : newest;
}

const char* GradebookRow::state() const {
    return graded() ? "graded" : card ? "ungraded" : "no attempt";
}

std::string GradebookRow::problem() const {
    return join(problems, "; ");
}

std::vector<const CheckResult*> Gradebook::by_check(const GradebookRow& row) const {
    std::map<std::string_view, const CheckResult*> known;
    for (const auto& result : row.results) {
        known[result.check.id] = &result;
    }
    std::vector<const CheckResult*> results;
    for (const auto& check : checks) {
        const auto found = known.find(check.id);
        results.push_back(found == known.end() ? nullptr : found->second);
    }
    return results;
}

} // namespace crocum
