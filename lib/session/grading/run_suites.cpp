#include "lib/session/grading/run_suites.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/text.hpp"
#include "lib/check/cross_check.hpp"
#include "lib/check/host_run.hpp"
#include "lib/session/grading/reboot_parts.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/reboot.hpp"

#include <algorithm>
#include <optional>

namespace crocum {

namespace {

/// The common data of all suites of one attempt.
class Measurement {
public:
    Measurement(
        Context& context, const Lab& lab, const Instance& instance, const Attempt& attempt, AttemptFolder& folder)
        : context_(context), lab_(lab), instance_(instance), attempt_(attempt), folder_(folder),
          links_(connect_machines(*context.providers, instance.machines)), deadline_(lab.timeouts.attempt) {}

    [[nodiscard]] const MachineLink& link_to(const std::string& machine) const {
        return *std::find_if(
            links_.begin(), links_.end(), [&](const MachineLink& link) { return link.machine.name == machine; });
    }

    /// Reboots the machine of a suite. Returns results for its checks when the machine is not back.
    std::optional<std::vector<CheckResult>> reboot(const SelectedSuite& entry, const Post& post) const {
        if (left() < Seconds(1)) {
            return used_up(entry.checks);
        }
        try {
            reboot_machine(link_to(entry.suite.machine), std::min(lab_.timeouts.boot, left()), check_interrupt);
            return std::nullopt;
        } catch (const NotRebooted& error) {
            auto results = not_rebooted(entry.checks, error.what());
            for (const auto& result : results) {
                post([this, result] { context_.observer.on({"", CheckEvent{result}}); });
            }
            return results;
        } catch (const AgentError& error) {
            return ungraded(entry.checks, to_reason(error.fault), error.what());
        } catch (const Error& error) {
            return ungraded(entry.checks, reason::internal, error.what());
        }
    }

    /// `records`: the name of the records, because each run has its own.
    std::vector<CheckResult> run(
        const SelectedSuite& entry, const std::string& records, MeasuredMachine& measured, const Post& post) {
        const auto& name = entry.suite.machine;
        post([this, &entry, &name] { context_.observer.on({"", SuiteEvent{name, entry.checks.size()}}); });
        if (left() < Seconds(1)) {
            return used_up(entry.checks);
        }
        const RunOrder order{
            .suite = entry.suite,
            .checks = entry.checks,
            .all = entry.all,
            .timeout = std::min(lab_.timeouts.suite, left()),
            .guard = lab_.timeouts.check,
            .boot = lab_.timeouts.boot,
            .student = instance_.id.student,
            .parameters = attempt_.parameters,
            .key = measured.key};
        RunObserver watcher;
        watcher.finished = [&](const CheckResult& result) {
            if (result.verdict == Verdict::ungraded) {
                return; // It is reported once, when the attempt ends and its reason is certain.
            }
            post([this, result] { context_.observer.on({"", CheckEvent{result}}); });
        };
        watcher.waits = [&](const Check& check, double seconds) {
            post([this, check, seconds] { context_.observer.on({"", WaitEvent{check, seconds}}); });
        };
        watcher.records = [&](std::string_view bytes) { folder_.keep_records(records, bytes); };
        watcher.output = [&](std::string_view bytes) { folder_.keep_output(name, bytes); };
        const Stopwatch watch;
        auto results = entry.suite.mode == Mode::host ? on_host(order, watcher, measured.calls)
                                                      : in_guest(order, watcher, measured.calls);
        if (lab_.cross_check && entry.suite.mode == Mode::guest) {
            const auto compared = cross_check(results, order, measured.calls);
            measured.compared.insert(measured.compared.end(), compared.begin(), compared.end());
        }
        measured.seconds += watch.seconds();
        return results;
    }

private:
    [[nodiscard]] Seconds left() const { return std::chrono::duration_cast<Seconds>(deadline_.left()); }

    [[nodiscard]] std::vector<CheckResult> used_up(const std::vector<Check>& checks) const {
        return ungraded(
            checks,
            reason::timeout,
            fmt::format("the time limit of the attempt, {} s, was used up", lab_.timeouts.attempt.count()));
    }

    /// Returns the ids that were compared.
    std::vector<std::string> cross_check(
        std::vector<CheckResult>& results, const RunOrder& order, std::uint64_t& calls) const {
        const auto name = order.suite.machine + ".cross-check";
        RunObserver watcher;
        watcher.finished = [](const CheckResult&) {};
        watcher.records = [&](std::string_view bytes) { folder_.keep_records(name, bytes); };
        watcher.output = [&](std::string_view bytes) { folder_.keep_output(name, bytes); };
        const auto run_again = [&](const std::vector<Check>& checks, const auto& measure) {
            auto part = order;
            part.checks = checks;
            part.all = false;
            part.timeout = std::min(order.timeout, left());
            return part.timeout < Seconds(1) ? used_up(checks) : measure(part);
        };
        const auto chosen = sample(results);
        compare(
            results,
            chosen,
            {[&](const auto& checks) {
                 return run_again(checks, [&](const RunOrder& part) { return in_guest(part, watcher, calls); });
             },
             [&](const auto& checks) {
                 return run_again(checks, [&](const RunOrder& part) { return on_host(part, watcher, calls); });
             }});
        std::vector<std::string> ids;
        ids.reserve(chosen.size());
        for (const auto& check : chosen) {
            ids.push_back(check.id);
        }
        return ids;
    }

    std::vector<CheckResult> in_guest(const RunOrder& order, const RunObserver& watcher, std::uint64_t& calls) const {
        try {
            const auto guest = open_guest(link_to(order.suite.machine));
            auto results = run_in_guest(*guest, order, watcher);
            calls += guest->agent().calls();
            return results;
        } catch (const AgentError& error) {
            const auto what = std::string(error.what()) + (error.hint.empty() ? "" : ". " + error.hint);
            return ungraded(order.checks, to_reason(error.fault), what);
        } catch (const UnreachableError& error) {
            return ungraded(order.checks, to_reason(AgentFault::transport), error.what());
        } catch (const Error& error) {
            return ungraded(order.checks, reason::internal, error.what());
        }
    }

    std::vector<CheckResult> on_host(const RunOrder& order, const RunObserver& watcher, std::uint64_t& calls) const {
        Bridge::Machines machines;
        for (const auto& link : links_) {
            if (order.suite.is_across() || order.suite.machine == link.machine.name) {
                machines[link.machine.name] = {
                    [&link] { return open_guest(link); },
                    [&link](Seconds timeout, const auto& stop) { reboot_machine(link, timeout, stop); }};
            }
        }
        return run_on_host(std::move(machines), order, context_.config.python, watcher, calls);
    }

    Context& context_;
    const Lab& lab_;
    const Instance& instance_;
    const Attempt& attempt_;
    AttemptFolder& folder_;
    std::vector<MachineLink> links_;
    Deadline deadline_;
};

MeasuredMachine describe(const Instance& instance, const SelectedSuite& entry) {
    MeasuredMachine measured;
    measured.mode = to_string(entry.suite.mode);
    measured.key = random_hex(32);
    if (!entry.suite.is_across()) {
        const auto& machine = machine_of(instance, entry.suite.machine);
        if (const auto* address = machine.at_provider()) {
            measured.domain = address->name;
            measured.uri = address->uri;
            measured.uuid = address->uuid;
        }
        measured.agent = machine.agent_socket();
    }
    return measured;
}

/// Reboots the machines that have checks for afterwards, all at the same time, and then runs these checks: a machine
/// that boots could disturb those of another one. Adds to the results of the suites.
void run_after_reboot(
    Context& context,
    Measurement& measurement,
    const std::vector<SelectedSuite>& suites,
    Attempt& attempt,
    std::vector<std::vector<CheckResult>>& results) {
    std::vector<SelectedSuite> parts;
    std::vector<std::optional<std::vector<CheckResult>>> not_back(suites.size());
    std::vector<std::function<void(const Post&)>> reboots;
    std::vector<std::function<void(const Post&)>> runs;
    for (std::size_t i = 0; i < suites.size(); ++i) {
        const auto& part = parts.emplace_back(part_of(suites[i], true));
        if (part.checks.empty()) {
            continue;
        }
        if (const auto* why = unreachable(results[i])) {
            not_back[i] = ungraded(part.checks, why->reason, why->message);
        } else {
            reboots.emplace_back([&, i](const Post& post) { not_back[i] = measurement.reboot(parts[i], post); });
        }
        runs.emplace_back([&, i](const Post& post) {
            const auto& name = parts[i].suite.machine;
            auto& measured = attempt.machines.at(name);
            auto later = not_back[i] ? *not_back[i] : measurement.run(parts[i], name + ".after-reboot", measured, post);
            results[i] = in_order(suites[i].checks, std::move(results[i]), std::move(later));
        });
    }
    if (!reboots.empty()) {
        context.observer.step("Rebooting " + plural(reboots.size(), "machine"));
        run_parallel(reboots, [&] { context.observer.tick(); });
        context.observer.step("Checking after the reboot");
    }
    run_parallel(runs, [&] { context.observer.tick(); });
}

} // namespace

std::vector<CheckResult> measure(
    Context& context,
    const Lab& lab,
    const Instance& instance,
    const std::vector<SelectedSuite>& suites,
    Attempt& attempt,
    AttemptFolder& folder) {
    Measurement measurement(context, lab, instance, attempt, folder);
    std::vector<std::vector<CheckResult>> results(suites.size());
    std::vector<SelectedSuite> parts;
    std::vector<std::function<void(const Post&)>> single;
    std::vector<std::function<void(const Post&)>> across;
    std::size_t machines = 0;
    for (std::size_t i = 0; i < suites.size(); ++i) {
        const auto& name = suites[i].suite.machine;
        attempt.suite_digests[name] = suites[i].suite.digest;
        auto& measured = attempt.machines[name] = describe(instance, suites[i]);
        if (parts.emplace_back(part_of(suites[i], false)).checks.empty()) {
            continue;
        }
        machines += name == across_machines ? 0 : 1;
        (name == across_machines ? across : single).emplace_back([&, i](const Post& post) {
            results[i] = measurement.run(parts[i], parts[i].suite.machine, measured, post);
        });
    }
    if (!single.empty()) {
        context.observer.step("Checking " + plural(machines, "machine"));
        run_parallel(single, [&] { context.observer.tick(); });
    }
    if (!across.empty()) {
        context.observer.step("Checking across machines");
        run_parallel(across, [&] { context.observer.tick(); });
    }
    run_after_reboot(context, measurement, suites, attempt, results);
    std::vector<CheckResult> all;
    for (auto& some : results) {
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
}

} // namespace crocum
