#include "lib/session/grading/decision_list.hpp"

#include "lib/session/grade_rules.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/grading.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// Adds what the current attempt measured.
void compare(ListedDecision& listed, const Grading& current) {
    if (!listed.decision.check) {
        const auto score = current.score();
        listed.of_now = score.sum.total;
        listed.measured = score.measured_points();
        listed.measured_is_better = score.better_without_decisions();
        return;
    }
    const auto results = current.results_before_decisions();
    const auto result = std::find_if(
        results.begin(), results.end(), [&](const CheckResult& one) { return one.check.id == *listed.decision.check; });
    if (result == results.end()) {
        return;
    }
    listed.title = result->check.title;
    listed.number = result->check.number;
    listed.of_now = result->check.points;
    if (result->verdict != Verdict::ungraded) {
        listed.measured = result->points();
        listed.measured_is_better = result->share > listed.decision.share() + 1e-9;
    }
}

} // namespace

std::vector<ListedDecision> list_decisions(const Context& context, const InstanceId& id, bool history) {
    const auto all = Decisions(context.config.state).of(id);
    std::vector<ListedDecision> listed;
    if (all.empty()) {
        return listed;
    }
    const auto current = attempts_of(context).current(id);
    for (const auto& decision : all) {
        ListedDecision one;
        one.student = id.student;
        one.decision = decision;
        one.in_effect = decision_on(all, decision.check) == &decision;
        if (one.in_effect && current) {
            compare(one, *current);
            one.in_effect = !one.decision.check || one.measured || !one.title.empty();
        }
        if (one.in_effect || history) {
            listed.push_back(std::move(one));
        }
    }
    return listed;
}

} // namespace crocum
