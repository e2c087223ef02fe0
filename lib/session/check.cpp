#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/base/version.hpp"
#include "lib/check/runtime.hpp"
#include "lib/session/evidence.hpp"
#include "lib/session/measure.hpp"
#include "lib/session/selection.hpp"

#include <algorithm>

namespace crocum {

namespace {

void require_machines(
    const std::vector<CollectedSuite>& suites, const Instance& instance, const std::set<std::string>& only) {
    for (const auto& name : only) {
        if (name != "lab") {
            static_cast<void>(machine_of(instance, name));
        }
    }
    for (const auto& entry : suites) {
        if (entry.suite.machine != "lab") {
            in_context("checks of " + (entry.suite.root / entry.suite.entry).string(), [&] {
                static_cast<void>(machine_of(instance, entry.suite.machine));
            });
        }
    }
}

/// The checks that an attempt begins with. Throws Error where there are none.
std::vector<SelectedSuite> collect_selected(
    const Session& session, const Lab& lab, const Instance& instance, const CheckSelection& selection, bool& partial) {
    const auto collector = collector_for(session.config);
    const auto suites = collect_lab(lab, collector);
    require_machines(suites, instance, selection.machines);
    if (suites.empty()) {
        throw with_hint(
            Error("there are no checks for lab {}", lab.id),
            "A suite is checks/MACHINE.py or checks/MACHINE/test_*.py in " + lab.folder.string());
    }
    auto selected = select_checks(suites, selection, collector);
    partial = selected.size() != suites.size() ||
              std::any_of(selected.begin(), selected.end(), [](const auto& entry) { return !entry.all; });
    return selected;
}

Attempt new_attempt(const Lab& lab, const Instance& instance, const Attempts& attempts) {
    Attempt attempt;
    attempt.id = instance.id;
    attempt.name = attempts.new_name(instance.id);
    attempt.instance = instance.mark;
    attempt.started = to_iso(std::chrono::system_clock::now());
    attempt.crocum = version();
    attempt.runtime_digest = runtime_digest();
    attempt.revision = revision_of(lab.folder);
    return attempt;
}

/// What runs in a machine can be read there.
void note_hidden(Session& session, const std::vector<SelectedSuite>& suites) {
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
        session.observer.note(fmt::format(
            "{} can be read in the machine where {} run; \"mode: host\" in lab.yaml keeps hidden checks out of it",
            plural(hidden, "hidden check"),
            hidden == 1 ? "it is" : "they are"));
    }
}

} // namespace

CheckOutcome check(Session& session, const Lab& lab, const std::string& student, const CheckSelection& selection) {
    const InstanceId id{lab.id, student};
    const auto lock = lock_instance(session, id);
    const auto instance = known_instance(session, id);
    require_same_folder(instance, lab.folder);
    require_ready(instance);

    session.observer.step("Collecting checks");
    bool partial = false;
    const auto suites = collect_selected(session, lab, instance, selection, partial);

    note_hidden(session, suites);
    CheckOutcome outcome;
    auto& attempt = outcome.attempt;
    const Attempts attempts(session.config.state);
    attempt = new_attempt(lab, instance, attempts);
    attempt.selection = to_string(selection);
    attempt.partial = partial;
    outcome.folder = attempts.folder(id, attempt.name);
    AttemptFolder folder(outcome.folder);
    attempt.results = measure(session, lab, instance, suites, attempt, folder);
    for (const auto& result : attempt.results) {
        if (result.verdict == Verdict::ungraded) {
            // Not for want of the machine, perhaps: Ctrl-C cuts waits short.
            check_interrupt();
            session.observer.finished(result);
        }
    }
    attempt.finished = to_iso(std::chrono::system_clock::now());
    folder.finish(attempt);
    if (const auto decided = decided_before(attempts, id, attempt.name); attempt.complete() && !decided.empty()) {
        session.observer.note(fmt::format(
            "decisions on attempt {} do not hold for this one, which counts from now on: crocum lab show {} -s {} {}",
            decided,
            id.lab,
            id.student,
            decided));
    }
    return outcome;
}

} // namespace crocum
