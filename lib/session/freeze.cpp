#include "lib/session/freeze.hpp"

#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/machines.hpp"
#include "lib/store/freeze_mark.hpp"

#include <algorithm>
#include <thread>

namespace crocum {

namespace {

std::optional<Instance> ready_instance(const Session& session, const InstanceId& id) {
    try {
        auto instance = Instances(session.config.state).find(id);
        return instance && instance->phase == Phase::ready ? std::move(instance) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt; // It has a row that says so.
    }
}

/// What went on for its turn, and was left so, has not stood still.
void set_standing(const Session& session, const Instance& instance, bool stands) {
    const FreezeMarks marks(session.config.state);
    if (auto mark = marks.of(instance); mark && mark->stands != stands) {
        mark->stands = stands;
        marks.set(instance.id, *mark);
    }
}

void resume(const Session& session, const Instance& instance) {
    set_standing(session, instance, false);
    for (const auto& [machine, hypervisor] : link(instance.machines)) {
        if (hypervisor && hypervisor->state(machine.domain) == "paused") {
            hypervisor->start({ResourceKind::domain, machine.domain, ""});
        }
    }
}

void suspend(const Session& session, const Instance& instance) {
    for (const auto& [machine, hypervisor] : link(instance.machines)) {
        // What is off stands still.
        if (hypervisor && hypervisor->state(machine.domain) == "running") {
            hypervisor->suspend(machine.domain);
        }
    }
    set_standing(session, instance, true);
}

/// With its lock held, where there is such an instance.
void on_instance(Session& session, const InstanceId& id, void (*action)(const Session&, const Instance&)) {
    const auto lock = lock_instance(session, id);
    if (const auto instance = ready_instance(session, id)) {
        action(session, *instance);
    }
}

} // namespace

void wait_until(Session& session, Time time) {
    const auto left = time - std::chrono::system_clock::now();
    if (left <= Clock::duration(0)) {
        return;
    }
    session.observer.step(fmt::format("Waiting until {}, for {}", to_iso(time), humane(left)));
    while (std::chrono::system_clock::now() < time) {
        check_interrupt();
        std::this_thread::sleep_for(std::min<Clock::duration>(
            Milliseconds(200), std::max<Clock::duration>(time - std::chrono::system_clock::now(), Milliseconds(1))));
        session.observer.tick();
    }
}

void freeze(Session& session, const std::string& lab, const std::vector<std::string>& students, Time deadline) {
    const FreezeMarks marks(session.config.state);
    const auto due = to_iso(deadline);
    std::vector<Instance> instances;
    for (const auto& student : students) {
        auto instance = ready_instance(session, {lab, student});
        if (!instance) {
            continue;
        }
        // Connected before the first one stops: nobody has longer than the others.
        for (const auto& [machine, hypervisor] : link(instance->machines)) {
            if (!hypervisor) {
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
    session.observer.step("Freezing the machines of " + plural(instances.size(), "student"));
    const auto now = std::chrono::system_clock::now();
    // Who is stopped by a run that waited for the deadline is in time, however long libvirt took to answer.
    const auto counted = session.begun <= deadline ? std::min(now, deadline) : now;
    for (const auto& instance : instances) {
        for (const auto& [machine, hypervisor] : link(instance.machines)) {
            try {
                hypervisor->suspend(machine.domain);
            } catch (const AgentError&) {
                // Gone: its student's turn tells.
            }
        }
    }
    // Only now: no writing to disk stands between one student's stop and the next one's.
    for (const auto& instance : instances) {
        marks.set(instance.id, {counted, due, session.command, instance.mark});
    }
}

void thaw(Session& session, const InstanceId& id) {
    on_instance(session, id, resume);
}

void freeze_again(Session& session, const InstanceId& id) {
    on_instance(session, id, suspend);
}

void give_up_freeze(Session& session, const Instance& instance) {
    if (const auto frozen = describe_freeze(session, instance); !frozen.empty()) {
        session.observer.note(fmt::format(
            "{} {}: it goes on ungraded, and what counts is what stands when that runs again",
            to_string(instance.id),
            frozen));
    }
    resume(session, instance);
    FreezeMarks(session.config.state).remove(instance.id);
}

std::string describe_freeze(const Session& session, const Instance& instance) {
    try {
        const auto mark = FreezeMarks(session.config.state).of(instance);
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
