#include "lib/session/instance/freeze.hpp"

#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/freeze_mark.hpp"

#include <algorithm>
#include <thread>

namespace crocum {

namespace {

std::optional<Instance> ready_instance(const Context& context, const InstanceId& id) {
    try {
        auto instance = Instances(context.config.state).find(id);
        return instance && instance->phase == Phase::ready ? std::move(instance) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt; // It has a row that says so.
    }
}

/// What went on for its turn, and was left so, has not stood still.
void set_standing(const Context& context, const Instance& instance, bool stands) {
    const FreezeMarks marks(context.config.state);
    if (auto mark = marks.of(instance); mark && mark->stands != stands) {
        mark->stands = stands;
        marks.set(instance.id, *mark);
    }
}

void resume(const Context& context, const Instance& instance) {
    set_standing(context, instance, false);
    for (const auto& [machine, provider] : connect_machines(*context.providers, instance.machines)) {
        if (provider && provider->state(machine.domain) == MachineState::paused) {
            provider->start({ResourceKind::domain, machine.domain, ""});
        }
    }
}

void suspend(const Context& context, const Instance& instance) {
    for (const auto& [machine, provider] : connect_machines(*context.providers, instance.machines)) {
        // What is off stands still.
        if (provider && provider->state(machine.domain) == MachineState::running) {
            provider->suspend(machine.domain);
        }
    }
    set_standing(context, instance, true);
}

/// With its lock held, where there is such an instance.
void on_instance(Context& context, const InstanceId& id, void (*action)(const Context&, const Instance&)) {
    const auto lock = lock_instance(context, id);
    if (const auto instance = ready_instance(context, id)) {
        action(context, *instance);
    }
}

} // namespace

void wait_until(Context& context, Time time) {
    const auto left = time - std::chrono::system_clock::now();
    if (left <= Clock::duration(0)) {
        return;
    }
    context.observer.step(fmt::format("Waiting until {}, for {}", to_iso(time), humane(left)));
    while (std::chrono::system_clock::now() < time) {
        check_interrupt();
        std::this_thread::sleep_for(std::min<Clock::duration>(
            Milliseconds(200), std::max<Clock::duration>(time - std::chrono::system_clock::now(), Milliseconds(1))));
        context.observer.tick();
    }
}

void freeze(Context& context, const std::string& lab, const std::vector<std::string>& students, Time deadline) {
    const FreezeMarks marks(context.config.state);
    const auto due = to_iso(deadline);
    std::vector<Instance> instances;
    for (const auto& student : students) {
        auto instance = ready_instance(context, {lab, student});
        if (!instance) {
            continue;
        }
        // Connected before the first one stops: nobody has longer than the others.
        for (const auto& [machine, provider] : connect_machines(*context.providers, instance->machines)) {
            if (!provider) {
                throw UsageError(
                    "machines of {} are known by their agent's socket: they cannot be frozen", to_string(instance->id));
            }
        }
        if (const auto mark = marks.of(*instance); !mark || mark->deadline != due || !mark->stands) {
            instances.push_back(std::move(*instance));
        }
    }
    if (instances.empty()) {
        return;
    }
    context.observer.step("Freezing the machines of " + plural(instances.size(), "student"));
    const auto now = std::chrono::system_clock::now();
    // Who is stopped by a run that waited for the deadline is in time, however long libvirt took to answer.
    const auto counted = context.begun <= deadline ? std::min(now, deadline) : now;
    for (const auto& instance : instances) {
        for (const auto& [machine, provider] : connect_machines(*context.providers, instance.machines)) {
            try {
                provider->suspend(machine.domain);
            } catch (const AgentError&) {
                // Gone: its student's turn tells.
            }
        }
    }
    // Only now: no writing to disk stands between one student's stop and the next one's.
    for (const auto& instance : instances) {
        marks.set(instance.id, {counted, due, context.command, instance.mark});
    }
}

void thaw(Context& context, const InstanceId& id) {
    on_instance(context, id, resume);
}

void refreeze(Context& context, const InstanceId& id) {
    on_instance(context, id, suspend);
}

void cancel_freeze(Context& context, const Instance& instance) {
    if (const auto frozen = describe_freeze(context, instance); !frozen.empty()) {
        context.observer.note(fmt::format(
            "{} {}: it goes on ungraded, and what counts is what stands when that runs again",
            to_string(instance.id),
            frozen));
    }
    resume(context, instance);
    FreezeMarks(context.config.state).remove(instance.id);
}

std::string describe_freeze(const Context& context, const Instance& instance) {
    try {
        const auto mark = FreezeMarks(context.config.state).of(instance);
        return mark && mark->stands ? fmt::format(
                                          "stands still since {} until \"{}\" grades it",
                                          to_iso(mark->at),
                                          sanitize_line(mark->command, 200))
                                    : "";
    } catch (const Error&) {
        return "";
    }
}

} // namespace crocum
