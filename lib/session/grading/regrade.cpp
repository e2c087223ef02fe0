#include "lib/session/grading/regrade.hpp"

#include "lib/base/digest.hpp"
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
#include "lib/store/score_card.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <utility>

namespace crocum {

namespace {

/// The points, titles and visibility of the lab as it is now.
Regrade regrade_by(const Context& context, const Lab& lab, const std::vector<CollectedSuite>& suites) {
    const auto now = current_time();
    Regrade regrade;
    regrade.run = to_stamp(now) + "-" + random_hex(3);
    regrade.when = to_iso(now);
    regrade.who = actor(context.config.state);
    regrade.crocum = version();
    regrade.revision = revision_of(lab.folder);
    for (const auto& entry : suites) {
        regrade.suite_digests[entry.suite.machine] = entry.suite.digest;
        regrade.checks.insert(regrade.checks.end(), entry.checks.begin(), entry.checks.end());
    }
    return regrade;
}

/// What becomes of one attempt; nothing when it is not touched.
using Change = std::function<std::optional<Grading>(const Grading&, bool is_current)>;

bool same_for_people(const Grading& before, const Grading& after) {
    return changes(before.results(), after.results()).empty() &&
           before.lateness_in_effect() == after.lateness_in_effect();
}

/// A student who has only partial attempts gets no score.
void compute(
    RegradeOutcome& outcome,
    std::vector<Grading> attempts,
    AttemptPolicy policy,
    bool even_if_same,
    const Change& change) {
    const auto* current = current_grading(attempts, policy);
    if (current == nullptr) {
        outcome.exit = Exit::ungraded;
        return;
    }
    outcome.before = *current;
    if (current->measured.partial) {
        outcome.exit = Exit::ungraded;
        return;
    }
    for (auto& attempt : attempts) {
        auto after = change(attempt, &attempt == current);
        if (after && (even_if_same || !same_for_people(attempt, *after))) {
            outcome.attempts.push_back({attempt, *after});
            attempt = std::move(*after);
        }
    }
    outcome.after = *current_grading(attempts, policy);
    outcome.changed = changes(outcome.before->results(), outcome.after->results());
    outcome.exit = outcome.after->score().final() ? Exit::done : Exit::ungraded;
}

struct StudentAttempts {
    RegradeOutcome outcome;
    std::vector<Grading> attempts; ///< finished, newest first
};

/// An error of `work` becomes that of the outcome.
void guarded(RegradeOutcome& outcome, const std::function<void()>& work) {
    check_interrupt();
    try {
        work();
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        const auto hint = error_hint(error);
        outcome.error = join(error_chain(error), ": ") + (hint.empty() ? "" : ". " + hint);
        outcome.exit = error_exit(error);
    }
}

std::vector<StudentAttempts> read_students(
    const Attempts& attempts, const std::string& lab, const std::vector<Target>& targets) {
    std::vector<StudentAttempts> students;
    for (const auto& target : targets) {
        auto& [outcome, gradings] = students.emplace_back();
        outcome.id = {lab, target.student};
        outcome.name = target.name;
        guarded(outcome, [&found = gradings, &outcome = outcome, &attempts] {
            outcome.finished = attempts.finished(outcome.id);
            found = attempts.gradings(outcome.id);
        });
    }
    return students;
}

/// Computes the outcomes of those whose attempts could be read.
RegradePlan plan_of(
    std::string run, std::vector<StudentAttempts> students, const std::function<void(StudentAttempts&)>& compute_one) {
    RegradePlan plan;
    plan.run = std::move(run);
    for (auto& student : students) {
        if (student.outcome.error.empty()) {
            guarded(student.outcome, [&] { compute_one(student); });
        }
        plan.students.push_back(std::move(student.outcome));
    }
    return plan;
}

/// The newest regrade that is in effect on any of the attempts; null when there is none.
const Regrade* last_regrade(const std::vector<StudentAttempts>& students) {
    const Regrade* last = nullptr;
    for (const auto& student : students) {
        for (const auto& attempt : student.attempts) {
            const auto* regrade = attempt.regrade_in_effect();
            last = regrade != nullptr && (last == nullptr || regrade->when > last->when) ? regrade : last;
        }
    }
    return last;
}

/// Suites that are not those whose verdicts the attempt has.
std::vector<std::string> other_suites(const Attempt& attempt, const Regrade& by) {
    std::vector<std::string> found;
    for (const auto& [name, digest] : attempt.suite_digests) {
        const auto now = by.suite_digests.find(name);
        if (now != by.suite_digests.end() && now->second != digest) {
            found.push_back(name);
        }
    }
    return found;
}

/// Throws Error when the attempts are not those that the plan was computed from.
void require_unchanged(const Attempts& attempts, const RegradeOutcome& outcome) {
    bool same = attempts.finished(outcome.id) == outcome.finished;
    for (const auto& [before, after] : outcome.attempts) {
        const auto kept = read_regrades(attempts.folder(outcome.id, before.measured.name));
        same = same && to_json(kept) == to_json(before.regrades);
    }
    if (!same) {
        throw with_hint(
            Error("{} was graded or regraded meanwhile: nothing was written", to_string(outcome.id)),
            "Run the same command again");
    }
}

} // namespace

std::size_t RegradePlan::to_write() const {
    return static_cast<std::size_t>(
        std::count_if(students.begin(), students.end(), [](const auto& one) { return !one.attempts.empty(); }));
}

RegradePlan plan_regrade(
    Context& context, const Lab& lab, const std::vector<Target>& targets, const std::optional<NewDeadline>& deadline) {
    context.observer.step("Collecting checks");
    const auto suites = collect_lab(lab, collector_for(context.config));
    if (suites.empty()) {
        throw Error("there are no checks for lab {}", lab.id);
    }
    const auto by = regrade_by(context, lab, suites);
    const auto policy = grade_rules(context).policy(lab.id);
    const auto regraded = [&](const Grading& attempt, bool is_current) -> std::optional<Grading> {
        if (attempt.measured.partial || (policy == AttemptPolicy::last && !is_current)) {
            return std::nullopt;
        }
        const auto* earlier = attempt.regrade_in_effect();
        auto after = attempt;
        auto& regrade = after.regrades.emplace_back(by);
        regrade.deadline = earlier != nullptr ? earlier->deadline : std::nullopt;
        if (deadline && (attempt.measured.lateness || regrade.deadline)) {
            const auto& at = deadline->at;
            const auto counted = from_iso(attempt.measured.counted);
            regrade.deadline =
                DeadlineChange{at ? std::optional(lateness(*at, counted, deadline->late)) : std::nullopt};
        }
        return after;
    };
    return plan_of(by.run, read_students(attempts_of(context), lab.id, targets), [&](StudentAttempts& student) {
        auto& outcome = student.outcome;
        require_same_folder(context, outcome.id, lab.folder);
        compute(outcome, std::move(student.attempts), policy, false, regraded);
        if (outcome.after) {
            outcome.other_suites = other_suites(outcome.after->measured, by);
        }
    });
}

RegradePlan plan_undo(Context& context, const std::string& lab, const std::vector<Target>& targets) {
    const auto policy = grade_rules(context).policy(lab);
    auto students = read_students(attempts_of(context), lab, targets);
    const auto* last = last_regrade(students);
    const auto run = last != nullptr ? last->run : "";
    const Undone by{to_iso(current_time()), actor(context.config.state)};
    const auto undone = [&](const Grading& attempt, bool) -> std::optional<Grading> {
        const auto* regrade = attempt.regrade_in_effect();
        if (regrade == nullptr || regrade->run != run) {
            return std::nullopt;
        }
        auto after = attempt;
        after.regrades[static_cast<std::size_t>(regrade - attempt.regrades.data())].undone = by;
        return after;
    };
    return plan_of(run, std::move(students), [&](StudentAttempts& student) {
        compute(student.outcome, std::move(student.attempts), policy, true, undone);
    });
}

void apply(Context& context, RegradePlan& plan) {
    const auto attempts = attempts_of(context);
    std::vector<Lock> locks;
    for (const auto& outcome : plan.students) {
        if (!outcome.attempts.empty()) {
            locks.push_back(lock_instance(context, outcome.id));
            require_unchanged(attempts, outcome);
        }
    }
    std::vector<std::pair<std::filesystem::path, const std::vector<Regrade>*>> written; // With what was there before.
    try {
        for (auto& outcome : plan.students) {
            for (const auto& [before, after] : outcome.attempts) {
                const auto folder = attempts.folder(outcome.id, before.measured.name);
                written.emplace_back(folder, &before.regrades);
                keep_regrades(folder, after.regrades);
                outcome.written = true;
            }
        }
    } catch (const std::exception&) {
        for (const auto& [folder, before] : written) {
            keep_regrades(folder, *before);
        }
        throw;
    }
}

} // namespace crocum
