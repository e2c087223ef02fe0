#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/base/version.hpp"
#include "lib/check/collect.hpp"
#include "lib/check/run.hpp"
#include "lib/check/runtime.hpp"
#include "lib/session/machines.hpp"
#include "lib/session/parallel.hpp"
#include "lib/session/session.hpp"

#include <algorithm>

namespace crocum {

namespace {

struct CollectedSuite {
    Suite suite;
    std::vector<Check> checks;
};

/// Every suite of the lab with its checks; helpers, which have none, are left out.
std::vector<CollectedSuite> collect_all(const Lab& lab, const Config& config) {
    const auto collector = collector_for(config);
    const auto suites = suites_of(lab);
    std::vector<CollectedSuite> collected(suites.size());
    std::vector<std::function<void(const Post&)>> tasks;
    for (std::size_t i = 0; i < suites.size(); ++i) {
        tasks.emplace_back([&, i](const Post&) { collected[i] = {suites[i], collect(suites[i], collector)}; });
    }
    run_parallel(tasks);
    std::erase_if(collected, [](const CollectedSuite& entry) { return entry.checks.empty(); });
    return collected;
}

void require_machines(
    const std::vector<CollectedSuite>& suites, const Instance& instance, const std::set<std::string>& only) {
    for (const auto& name : only) {
        static_cast<void>(machine_of(instance, name));
    }
    for (const auto& entry : suites) {
        in_context("checks of " + (entry.suite.root / entry.suite.entry).string(), [&] {
            static_cast<void>(machine_of(instance, entry.suite.machine));
        });
    }
}

std::vector<CheckResult> run_machine(
    const MachineLink& link, const CollectedSuite& entry, Seconds timeout, const RunObserver& observer) {
    try {
        link.require_agent();
        Guest guest(link.machine.name, link.open_channel());
        return run_in_guest(guest, entry.suite, entry.checks, timeout, observer);
    } catch (const AgentError& error) {
        const auto what = std::string(error.what()) + (error.hint.empty() ? "" : ". " + error.hint);
        return ungraded(entry.checks, to_reason(error.fault), what);
    } catch (const Error& error) {
        return ungraded(entry.checks, "transport", error.what());
    }
}

} // namespace

CheckOutcome check(Session& session, const Lab& lab, const std::string& student, const std::set<std::string>& only) {
    const InstanceId id{lab.id, student};
    const auto lock = lock_instance(session, id);
    const auto instance = known_instance(session, id);
    require_same_folder(instance, lab.folder);
    require_ready(instance);

    session.observer.step("Collecting checks");
    auto suites = collect_all(lab, session.config);
    require_machines(suites, instance, only);
    const auto all = suites.size();
    std::erase_if(
        suites, [&](const CollectedSuite& entry) { return !only.empty() && only.count(entry.suite.machine) == 0; });
    if (suites.empty()) {
        throw with_hint(
            Error("there are no checks for {}", all == 0 ? "lab " + lab.id : "these machines"),
            "A suite is checks/MACHINE.py or checks/MACHINE/test_*.py in " + lab.folder.string());
    }

    CheckOutcome outcome;
    auto& attempt = outcome.attempt;
    attempt.id = id;
    const Attempts attempts(session.config.state);
    attempt.name = attempts.new_name(id);
    attempt.instance = instance.mark;
    attempt.started = to_iso(std::chrono::system_clock::now());
    attempt.crocum = version();
    attempt.runtime_digest = runtime_digest();
    attempt.partial = suites.size() != all;
    outcome.folder = attempts.folder(id, attempt.name);
    AttemptFolder folder(outcome.folder);

    std::vector<InstanceMachine> machines;
    for (const auto& entry : suites) {
        attempt.suite_digests[entry.suite.machine] = entry.suite.digest;
        machines.push_back(machine_of(instance, entry.suite.machine));
    }
    session.observer.step("Checking " + plural(machines.size(), "machine"));
    const auto links = link(machines);
    std::vector<std::vector<CheckResult>> results(suites.size());
    std::vector<std::function<void(const Post&)>> tasks;
    for (std::size_t i = 0; i < suites.size(); ++i) {
        tasks.emplace_back([&, i](const Post& post) {
            const auto& machine = suites[i].suite.machine;
            post([&, i] { session.observer.checking(suites[i].suite.machine, suites[i].checks.size()); });
            RunObserver watcher;
            watcher.finished = [&](const CheckResult& result) {
                post([&, result] { session.observer.finished(result); });
            };
            watcher.records = [&](std::string_view bytes) { folder.keep_records(machine, bytes); };
            watcher.output = [&](std::string_view bytes) { folder.keep_output(machine, bytes); };
            results[i] = run_machine(links[i], suites[i], lab.timeouts.check, watcher);
        });
    }
    run_parallel(tasks, [&] { session.observer.tick(); });
    for (auto& machine_results : results) {
        std::move(machine_results.begin(), machine_results.end(), std::back_inserter(attempt.results));
    }
    for (const auto& result : attempt.results) {
        if (result.verdict == Verdict::ungraded) {
            // Not for want of the machine, perhaps: Ctrl-C cuts waits short.
            check_interrupt();
            session.observer.finished(result);
        }
    }
    attempt.finished = to_iso(std::chrono::system_clock::now());
    folder.finish(attempt);
    return outcome;
}

} // namespace crocum
