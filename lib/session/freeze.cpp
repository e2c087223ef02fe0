#include "lib/session/freeze.hpp"

#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/machines.hpp"

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

/// Of an instance that libvirt has, with its lock held.
void each_domain(
    Session& session,
    const InstanceId& id,
    const std::function<void(const Hypervisor& hypervisor, const std::string& domain)>& action) {
    const auto instance = ready_instance(session, id);
    if (!instance || instance->uri.empty()) {
        return;
    }
    const auto lock = lock_instance(session, id);
    const Hypervisor hypervisor(instance->uri);
    for (const auto& machine : instance->machines) {
        action(hypervisor, machine.domain);
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

Time freeze(Session& session, const std::string& lab, const std::vector<Target>& targets) {
    std::vector<Instance> instances;
    for (const auto& target : targets) {
        if (auto instance = ready_instance(session, {lab, target.student})) {
            const auto& machines = instance->machines;
            if (std::any_of(machines.begin(), machines.end(), [](const auto& one) { return one.domain.empty(); })) {
                throw UsageError(
                    "machines of {} are known by their agent's socket: they cannot be frozen", to_string(instance->id));
            }
            instances.push_back(std::move(*instance));
        }
    }
    std::map<std::string, std::unique_ptr<Hypervisor>> libvirts;
    for (const auto& instance : instances) {
        for (const auto& machine : instance.machines) {
            if (auto& libvirt = libvirts[machine.uri]; !libvirt) {
                libvirt = std::make_unique<Hypervisor>(machine.uri);
            }
        }
    }
    session.observer.step("Freezing the machines of " + plural(instances.size(), "student"));
    const auto now = std::chrono::system_clock::now();
    for (const auto& instance : instances) {
        for (const auto& machine : instance.machines) {
            try {
                libvirts[machine.uri]->suspend(machine.domain);
            } catch (const AgentError&) {
                // Gone: its student's turn tells.
            }
        }
    }
    return now;
}

void thaw(Session& session, const InstanceId& id) {
    each_domain(session, id, [](const Hypervisor& hypervisor, const std::string& domain) {
        if (hypervisor.state(domain) == "paused") {
            hypervisor.start({ResourceKind::domain, domain, ""});
        }
    });
}

void freeze_again(Session& session, const InstanceId& id) {
    each_domain(session, id, [](const Hypervisor& hypervisor, const std::string& domain) {
        if (hypervisor.state(domain) == "running") {
            hypervisor.suspend(domain);
        }
    });
}

} // namespace crocum
