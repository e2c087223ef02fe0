#include "lib/session/instance/agent_connections.hpp"

#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/parallel.hpp"
#include "lib/guest/agent.hpp"

#include <condition_variable>
#include <map>
#include <mutex>

namespace crocum {

namespace {

constexpr Milliseconds look_again{1000};
constexpr Seconds ping_patience{5};
constexpr Seconds first_patience{1}; ///< after this time the observer is notified of the wait
constexpr const char* socket_prefix = "unix:";

/// Wakes all threads that wait for an agent when libvirt reports that an agent connected or disconnected.
class Bell {
public:
    void ring() {
        const std::lock_guard guard(mutex_);
        ++rung_;
        changed_.notify_all();
    }

    /// At most look_again: an event can be missed, and a guest that reboots sends none.
    void wait(unsigned& seen, Deadline deadline) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::min(look_again, deadline.left()), [&] { return rung_ != seen; });
        seen = rung_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    unsigned rung_ = 0;
};

bool answers(const MachineLink& link, Agent& agent, Deadline deadline, Seconds patience) {
    try {
        link.require_agent();
        agent.ping(deadline.within(patience));
        return true;
    } catch (const AgentError& error) {
        if (is_transient(error.fault)) {
            return false;
        }
        throw;
    }
}

/// `booting` is called once, when the agent does not answer at once.
void wait_for_agent(
    const MachineLink& link, Bell& bell, Deadline deadline, Seconds timeout, const std::function<void()>& booting) {
    const auto& machine = link.machine;
    Agent agent(link.open_channel());
    unsigned seen = 0;
    if (answers(link, agent, deadline, first_patience)) {
        return;
    }
    booting();
    while (!answers(link, agent, deadline, ping_patience)) {
        check_interrupt();
        if (deadline.passed()) {
            throw with_hint(
                AgentError(
                    AgentFault::silent, "the agent of {} does not answer after {} s", machine.name, timeout.count()),
                machine.at_provider() == nullptr ? "Is qemu-ga running behind " + machine.agent_socket() + "?"
                                                 : "Look at its console: virsh console " + machine.at_provider()->name);
        }
        bell.wait(seen, deadline);
    }
}

} // namespace

std::unique_ptr<AgentChannel> MachineLink::open_channel() const {
    if (!provider) {
        return socket_channel(machine.agent_socket().substr(std::string_view(socket_prefix).size()));
    }
    return provider_channel(provider, machine.at_provider()->name);
}

void MachineLink::require_agent() const {
    if (!provider) {
        return;
    }
    const auto& address = std::get<ProviderMachine>(machine.address);
    const auto uuid = provider->find({ResourceKind::domain, address.name, ""});
    if (uuid && !address.is(*uuid)) {
        throw with_hint(
            AgentError(
                AgentFault::replaced,
                "domain {} is not the machine that crocum created for {}: its UUID is {}, not {}",
                address.name,
                machine.name,
                *uuid,
                address.uuid),
            "Another machine has this name now; its results are not used");
    }
    if (const auto state = provider->state(address.name); state != MachineState::running) {
        throw with_hint(
            AgentError(AgentFault::machine_off, "{} is {} (domain {})", machine.name, to_string(state), address.name),
            state == MachineState::gone ? "\"crocum lab down\" and \"crocum lab up\" create the instance again"
                                        : "\"crocum lab up\" starts it again");
    }
    if (!provider->agent_connected(address.name)) {
        throw with_hint(
            AgentError(AgentFault::silent, "no agent runs in {}", machine.name),
            fmt::format(
                "Start qemu-guest-agent on its console (virsh console {0}), or restart the machine (virsh reset {0})",
                address.name));
    }
}

std::unique_ptr<Guest> open_guest(const MachineLink& link) {
    link.require_agent();
    return std::make_unique<Guest>(link.machine.name, link.open_channel());
}

std::vector<MachineLink> connect_machines(Providers& providers, const std::vector<InstanceMachine>& machines) {
    std::vector<MachineLink> links;
    for (const auto& machine : machines) {
        const auto* address = machine.at_provider();
        links.push_back({machine, address == nullptr ? nullptr : providers.at(address->uri)});
    }
    return links;
}

void wait_for_agents(const std::vector<MachineLink>& machines, Seconds timeout, Observer& observer) {
    // Shared with the callback: libvirt's thread may run it while the registration is being removed.
    const auto bell = std::make_shared<Bell>();
    std::map<const Provider*, std::shared_ptr<void>> watches;
    for (const auto& link : machines) {
        if (link.provider && watches.count(link.provider.get()) == 0) {
            watches[link.provider.get()] = link.provider->watch_agents([bell](const std::string&) { bell->ring(); });
        }
    }
    const Deadline deadline(timeout);
    const Stopwatch watch;
    std::vector<std::function<void(const Post&)>> tasks;
    for (const auto& link : machines) {
        tasks.emplace_back([&](const Post& post) {
            wait_for_agent(link, *bell, deadline, timeout, [&] {
                post([&] { observer.machine(link.machine.name, MachineProgress::booting, watch.seconds()); });
            });
            post([&, seconds = watch.seconds()] {
                observer.machine(link.machine.name, MachineProgress::agent_up, seconds);
            });
        });
    }
    run_parallel(tasks, [&] { observer.tick(); });
}

} // namespace crocum
