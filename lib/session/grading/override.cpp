#include "lib/session/grading/override.hpp"

#include "lib/base/error.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/base/user.hpp"
#include "lib/check/check.hpp"
#include "lib/check/check_id.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/grading/attempt_history.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/decision.hpp"

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

/// The check with this id, or with this number in the task ("1.2").
const Check& check_of(const std::vector<CheckResult>& results, const std::string& word) {
    std::vector<const Check*> found;
    std::vector<std::string> ids;
    for (const auto& result : results) {
        if (means(word, result.check.id)) {
            return result.check;
        }
        if (result.check.number == word && !word.empty()) {
            found.push_back(&result.check);
        }
        ids.push_back(shown_id(result.check.id));
    }
    if (found.size() == 1) {
        return *found.front();
    }
    if (found.size() > 1) {
        std::vector<std::string> same;
        same.reserve(found.size());
        for (const auto* check : found) {
            same.push_back(shown_id(check->id));
        }
        throw with_hint(
            UsageError("{} checks have the number {}", found.size(), sanitize_line(word, 20)),
            "Give the id: " + sanitize_line(join(same, ", "), 300));
    }
    const auto near = nearest(word, ids);
    throw with_hint(
        UsageError("the attempt has no check \"{}\"", sanitize_line(word, 100)),
        near.empty() ? "Give the number of the check, or its id; \"crocum lab show -v\" shows both"
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

/// Whether the decision is about the check with this id or number; "": about the whole score.
bool is_about(const Decision& decision, const std::string& check, const std::optional<Grading>& current) {
    if (!decision.check) {
        return check.empty();
    }
    if (means(check, *decision.check)) {
        return true;
    }
    const auto results = current ? current->results_before_decisions() : std::vector<CheckResult>();
    return !check.empty() && std::any_of(results.begin(), results.end(), [&](const CheckResult& result) {
        return result.check.id == *decision.check && result.check.number == check;
    });
}

} // namespace

GradeOutcome grade(Context& context, const InstanceId& id, const GradeDecision& order) {
    Decision decision;
    decision.reason = reason_of(order);
    const auto lock = lock_instance(context, id);
    const auto attempts = attempts_of(context);
    GradeOutcome outcome;
    outcome.before = attempt_of(attempts, id, order.attempt);
    const auto& before = outcome.before;
    const auto results = before.results_before_decisions();
    if (order.check) {
        const auto& check = check_of(results, *order.check);
        decision.check = check.id;
        decision.of = check.points;
    } else {
        decision.of = score(results).total;
    }
    decision.points = order.points ? within(*order.points, decision.of) : decision.of;
    decision.who = actor(context.config.state);
    decision.when = to_iso(current_time());
    decision.attempt = before.measured.name;
    outcome.after = before;
    outcome.after.decisions.push_back(std::move(decision));
    Decisions(context.config.state).keep(id, outcome.after.decisions);
    outcome.current = attempts.current(id)->measured.name;
    return outcome;
}

Withdrawal withdraw_decisions(
    Context& context, const InstanceId& id, const std::optional<std::string>& check, const std::string& reason) {
    const auto lock = lock_instance(context, id);
    const auto attempts = attempts_of(context);
    const Decisions kept(context.config.state);
    auto all = kept.of(id);
    Withdrawal result;
    result.before = attempts.current(id);
    for (const auto& decision : all) {
        const bool in_effect = decision_on(all, decision.check) == &decision;
        if (in_effect && (!check || is_about(decision, *check, result.before))) {
            result.withdrawn.push_back(decision);
        }
    }
    if (result.withdrawn.empty()) {
        if (check) {
            throw with_hint(
                UsageError(
                    "there is no decision on {} of {}",
                    check->empty() ? "the whole score" : "check \"" + sanitize_line(*check, 100) + "\"",
                    to_string(id)),
                fmt::format("\"crocum grade list {} -s {}\" shows the decisions", id.lab, id.student));
        }
        result.after = result.before;
        return result;
    }
    for (const auto& decision : result.withdrawn) {
        Decision withdrawal;
        withdrawal.withdraws = true;
        withdrawal.check = decision.check;
        withdrawal.reason = sanitize_line(reason);
        withdrawal.who = actor(context.config.state);
        withdrawal.when = to_iso(current_time());
        withdrawal.attempt = result.before ? result.before->measured.name : "";
        all.push_back(std::move(withdrawal));
    }
    kept.keep(id, all);
    result.after = attempts.current(id);
    return result;
}

} // namespace crocum
