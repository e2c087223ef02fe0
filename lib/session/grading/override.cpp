#include "lib/session/grading/override.hpp"

#include "lib/base/error.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/base/user.hpp"
#include "lib/check/check.hpp"
#include "lib/session/grading/attempt_history.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/grading_files.hpp"

#include <algorithm>
#include <cmath>

namespace crocum {

namespace {

std::string reason_of(const GradeDecision& order) {
    auto reason = sanitize_line(order.reason);
    if (reason.find_first_not_of(' ') == std::string::npos) {
        throw with_hint(
            UsageError("a decision needs a reason"), "Give --reason TEXT; it is kept and shown with the score");
    }
    return reason;
}

/// The attempt that the decision is about.
Grading attempt_of(const Attempts& attempts, const InstanceId& id, const std::string& prefix) {
    require_attempts(attempts, id);
    const auto hint = fmt::format("\"crocum lab check {} -s {}\" creates a complete attempt", id.lab, id.student);
    const auto name = prefix.empty() ? "" : named_attempt(attempts, id, prefix);
    if (!name.empty() && !attempts.is_finished(id, name)) {
        throw with_hint(UsageError("attempt {} was not finished, so it has no score to decide on", name), hint);
    }
    auto grading = name.empty() ? attempts.current(id) : attempts.grading(id, name);
    if (!grading) {
        throw with_hint(
            UsageError("{} has no finished attempt, so there is no score to decide on", to_string(id)), hint);
    }
    if (grading->measured.partial) {
        throw with_hint(
            UsageError("attempt {} is partial, so it has no score to decide on", grading->measured.name), hint);
    }
    return std::move(*grading);
}

const Check& check_of(const std::vector<CheckResult>& results, const std::string& id) {
    const auto found =
        std::find_if(results.begin(), results.end(), [&](const CheckResult& result) { return result.check.id == id; });
    if (found != results.end()) {
        return found->check;
    }
    std::vector<std::string> ids;
    ids.reserve(results.size());
    for (const auto& result : results) {
        ids.push_back(result.check.id);
    }
    const auto near = nearest(id, ids);
    throw with_hint(
        UsageError("the attempt has no check \"{}\"", sanitize_line(id, 100)),
        near.empty() ? "An id has the form MACHINE/FILE::TEST; \"crocum lab show -v\" shows the ids"
                     : "Did you mean " + near + "?");
}

/// The typed points, limited to `most`.
double within(double points, double most) {
    // The points of a scaled check can have more digits than a person types.
    constexpr double tolerance = 0.005;
    if (!std::isfinite(points) || points < 0 || points > most + tolerance) {
        throw UsageError("{} is not between 0 and {}", number(points), number(most));
    }
    return most - points < tolerance ? most : points;
}

} // namespace

GradeOutcome grade(Context& context, const InstanceId& id, const GradeDecision& order) {
    Decision decision;
    decision.reason = reason_of(order);
    const auto lock = lock_instance(context, id);
    const Attempts attempts(context.config.state);
    GradeOutcome outcome;
    outcome.before = attempt_of(attempts, id, order.attempt);
    const auto& before = outcome.before;
    const auto results = before.results_before_decisions();
    decision.check = order.check;
    decision.of = order.check ? check_of(results, *order.check).points : score(results).total;
    decision.points = order.points ? within(*order.points, decision.of) : decision.of;
    decision.who = actor(context.config.state);
    decision.when = to_iso(current_time());
    outcome.after = before;
    outcome.after.decisions.push_back(std::move(decision));
    keep_decisions(attempts.folder(id, before.measured.name), outcome.after.decisions);
    outcome.current = attempts.current(id)->measured.name;
    return outcome;
}

} // namespace crocum
