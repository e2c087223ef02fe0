#include "lib/session/grading/check.hpp"

#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/base/version.hpp"
#include "lib/check/check.hpp"
#include "lib/check/runtime.hpp"
#include "lib/session/grading/run_suites.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/store/instance.hpp"

#include <algorithm>

namespace crocum {

namespace {

void require_machines(const std::vector<CollectedSuite>& suites, const Instance& instance) {
    for (const auto& entry : suites) {
        if (!entry.suite.is_across()) {
            in_context("checks of " + (entry.suite.root / entry.suite.entry).string(), [&] {
                static_cast<void>(machine_of(instance, entry.suite.machine));
            });
        }
    }
}

Attempt new_attempt(
    const Instance& instance, const PreparedChecks& checks, const CountedTime& counted, const Attempts& attempts) {
    Attempt attempt;
    attempt.id = instance.id;
    attempt.name = attempts.new_name(instance.id);
    attempt.title = checks.title;
    attempt.instance = instance.mark;
    attempt.started = to_iso(current_time());
    attempt.crocum = version();
    attempt.runtime_digest = runtime_digest();
    attempt.revision = checks.revision;
    attempt.selection = checks.selection;
    attempt.partial = checks.partial;
    attempt.counted = to_iso(counted.at);
    attempt.policy = checks.policy;
    attempt.lateness = counted.lateness;
    return attempt;
}

/// Notes hidden checks in suites that run in a machine, because students can read them there.
void note_hidden(Context& context, const std::vector<SelectedSuite>& suites) {
    std::size_t hidden = 0;
    for (const auto& entry : suites) {
        if (entry.suite.mode == Mode::guest) {
            hidden +=
                static_cast<std::size_t>(std::count_if(entry.checks.begin(), entry.checks.end(), [](const auto& c) {
                    return c.visibility == Visibility::hidden;
                }));
        }
    }
    if (hidden > 0) {
        context.observer.note(fmt::format(
            "{} can be read in the machine where {} run; \"mode: host\" in lab.yaml keeps hidden checks out of it",
            plural(hidden, "hidden check"),
            hidden == 1 ? "it is" : "they are"));
    }
}

/// The caller holds the instance's lock.
CheckOutcome grade(
    Context& context,
    const Lab& lab,
    const Instance& instance,
    const PreparedChecks& checks,
    const CountedTime& counted) {
    CheckOutcome outcome;
    auto& attempt = outcome.attempt;
    const Attempts attempts(context.config.state);
    attempt = new_attempt(instance, checks, counted, attempts);
    attempt.parameters = student_parameters(context, lab, instance.id.student, instance.parameters);
    outcome.folder = attempts.folder(instance.id, attempt.name);
    AttemptFolder folder(outcome.folder);
    attempt.results = measure(context, lab, instance, checks.suites, attempt, folder);
    for (const auto& result : attempt.results) {
        if (result.verdict == Verdict::ungraded) {
            // The reason may be Ctrl-C, which cuts waits short.
            check_interrupt();
            context.observer.on({"", CheckEvent{result}});
        }
    }
    attempt.finished = to_iso(current_time());
    folder.finish(attempt);
    return outcome;
}

Instance gradable_instance(const Context& context, const Lab& lab, const std::string& student) {
    auto instance = known_instance(context, {lab.id, student});
    require_same_folder(instance, lab.folder);
    require_ready(instance);
    return instance;
}

} // namespace

std::size_t machines_in(const PreparedChecks& checks) {
    return static_cast<std::size_t>(std::count_if(
        checks.all.begin(), checks.all.end(), [](const auto& entry) { return !entry.suite.is_across(); }));
}

PreparedChecks prepare_checks(Context& context, const Lab& lab, const CheckSelection& selection) {
    context.observer.step("Collecting checks");
    const auto collector = collector_for(context.config);
    PreparedChecks checks;
    checks.all = collect_lab(lab, collector);
    if (checks.all.empty()) {
        throw with_hint(
            Error("there are no checks for lab {}", lab.id),
            "A suite is checks/MACHINE.py or checks/MACHINE/test_*.py in " + lab.folder.string());
    }
    checks.suites = select_checks(checks.all, selection, collector);
    checks.partial = checks.suites.size() != checks.all.size() ||
                     std::any_of(checks.suites.begin(), checks.suites.end(), [](const auto& one) { return !one.all; });
    checks.selection = to_string(selection);
    checks.revision = revision_of(lab.folder);
    checks.title = lab.title;
    checks.policy = lab.attempts;
    note_hidden(context, checks.suites);
    return checks;
}

void require_gradable(
    const Context& context, const Lab& lab, const std::string& student, const std::set<std::string>& machines) {
    const auto instance = gradable_instance(context, lab, student);
    for (const auto& name : machines) {
        if (name != across_machines) {
            static_cast<void>(machine_of(instance, name));
        }
    }
}

CheckOutcome check(
    Context& context,
    const Lock& /*held*/,
    const Lab& lab,
    const std::string& student,
    const PreparedChecks& checks,
    const CountedTime& counted) {
    const auto instance = gradable_instance(context, lab, student);
    require_machines(checks.all, instance);
    return grade(context, lab, instance, checks, counted);
}

} // namespace crocum
