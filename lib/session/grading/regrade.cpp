#include "lib/session/grading/regrade.hpp"

#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/base/user.hpp"
#include "lib/base/version.hpp"
#include "lib/check/collect.hpp"
#include "lib/lab/ids.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/grading/attempt_history.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/grading_files.hpp"

#include <algorithm>
#include <cmath>

namespace crocum {

namespace {

bool equal(double a, double b) {
    return std::abs(a - b) < 1e-9;
}

std::vector<std::string> differences(const CheckResult& before, const CheckResult& after) {
    std::vector<std::string> what;
    const auto compare = [&](bool same, const char* name) {
        if (!same) {
            what.emplace_back(name);
        }
    };
    compare(equal(before.check.points, after.check.points) && equal(before.points(), after.points()), "points");
    compare(before.check.title == after.check.title, "title");
    compare(before.check.number == after.check.number, "number");
    compare(before.check.visibility == after.check.visibility, "visibility");
    compare(before.check.tags == after.check.tags, "tags");
    compare(before.verdict == after.verdict, "verdict");
    compare(before.student_message() == after.student_message(), "message");
    return what;
}

/// The points, titles and visibility of the lab as it is now.
Regrade regrade_by(const Context& context, const Lab& lab, const std::vector<CollectedSuite>& suites) {
    Regrade regrade;
    regrade.when = to_iso(current_time());
    regrade.who = actor(context.config.state);
    regrade.crocum = version();
    regrade.revision = revision_of(lab.folder);
    for (const auto& entry : suites) {
        regrade.suite_digests[entry.suite.machine] = entry.suite.digest;
        regrade.checks.insert(regrade.checks.end(), entry.checks.begin(), entry.checks.end());
    }
    return regrade;
}

/// Computes the new score of the current attempt. A student who has only a partial attempt gets none.
void compute(RegradeOutcome& outcome, const Attempts& attempts, const Regrade& by) {
    require_attempts(attempts, outcome.id);
    outcome.before = attempts.current(outcome.id);
    if (!outcome.before || outcome.before->measured.partial) {
        outcome.exit = Exit::ungraded;
        return;
    }
    outcome.after = outcome.before;
    outcome.after->regrades.push_back(by);
    outcome.changed = changes(outcome.before->results(), outcome.after->results());
    for (const auto& [name, digest] : outcome.before->measured.suite_digests) {
        const auto now = by.suite_digests.find(name);
        if (now != by.suite_digests.end() && now->second != digest) {
            outcome.other_suites.push_back(name);
        }
    }
    outcome.exit = outcome.after->score().final() ? Exit::done : Exit::ungraded;
}

} // namespace

std::vector<CheckChange> changes(const std::vector<CheckResult>& before, const std::vector<CheckResult>& after) {
    std::map<std::string, const CheckResult*> were;
    for (const auto& result : before) {
        were[result.check.id] = &result;
    }
    std::vector<CheckChange> changed;
    for (const auto& result : after) {
        const auto was = were.find(result.check.id);
        if (was == were.end()) {
            changed.push_back({result.check.id, std::nullopt, result, {}});
            continue;
        }
        if (auto what = differences(*was->second, result); !what.empty()) {
            changed.push_back({result.check.id, *was->second, result, std::move(what)});
        }
        were.erase(was);
    }
    for (const auto& result : before) {
        if (were.count(result.check.id) != 0) {
            changed.push_back({result.check.id, result, std::nullopt, {}});
        }
    }
    return changed;
}

std::vector<RegradeOutcome> regrade(
    Context& context,
    const Lab& lab,
    const RegradeOptions& options,
    const std::function<void(const RegradeOutcome&)>& tell) {
    context.observer.step("Collecting checks");
    const auto suites = collect_lab(lab, collector_for(context.config));
    if (suites.empty()) {
        throw Error("there are no checks for lab {}", lab.id);
    }
    const auto by = regrade_by(context, lab, suites);
    const auto attempts = attempts_of(context);
    std::vector<RegradeOutcome> outcomes;
    for (const auto& student : options.students.empty() ? attempts.students(lab.id) : options.students) {
        check_interrupt();
        RegradeOutcome outcome;
        outcome.id = {lab.id, student};
        try {
            require_same_folder(context, outcome.id, lab.folder);
            const auto lock = options.dry_run ? std::nullopt : std::optional(lock_instance(context, outcome.id));
            compute(outcome, attempts, by);
            tell(outcome);
            if (!options.dry_run && !outcome.changed.empty()) {
                keep_regrades(attempts.folder(outcome.id, outcome.after->measured.name), outcome.after->regrades);
                outcome.written = true;
            }
        } catch (const Interrupted&) {
            throw;
        } catch (const std::exception& error) {
            const auto hint = error_hint(error);
            outcome.error = join(error_chain(error), ": ") + (hint.empty() ? "" : ". " + hint);
            outcome.exit = error_exit(error);
        }
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

} // namespace crocum
