#include "lib/session/machines.hpp"

#include "lib/base/interrupt.hpp"
#include "lib/base/parallel.hpp"
#include "lib/guest/agent.hpp"

#include <condition_variable>
#include <map>
#include <mutex>

namespace crocum {

namespace {

constexpr int users_per_connection = 4;
constexpr Milliseconds look_again{1000};
constexpr Seconds ping_patience{5};
constexpr Seconds first_patience{1}; ///< then it is shown that there is something to wait for
constexpr const char* socket_prefix = "unix:";

/// Wakes everyone who waits for an agent whenever libvirt reports that one came or went.
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

/// The libvirt connections of this process: students of a batch follow one another on the same ones.
class Connections {
public:
    /// A connection with a place for one more machine; the place is free again when the result is destroyed.
    [[nodiscard]] std::shared_ptr<const Hypervisor> share(const std::string& uri) {
        auto shared = place_at(uri);
        auto* hypervisor = shared->hypervisor.get();
        return {hypervisor, [this, shared](const Hypervisor*) {
                    const std::lock_guard guard(mutex_);
                    --shared->users;
                }};
    }

private:
    struct Shared {
        std::unique_ptr<const Hypervisor> hypervisor;
        int users = 0;
    };

    std::shared_ptr<Shared> place_at(const std::string& uri) {
        {
            const std::lock_guard guard(mutex_);
            auto& here = open_[uri];
            std::erase_if(here, [](const auto& one) { return one->users == 0 && !one->hypervisor->alive(); });
            for (const auto& one : here) {
                if (one->users < users_per_connection && one->hypervisor->alive()) {
                    ++one->users;
                    return one;
                }
            }
        }
        // Without the lock: a libvirt that is silent is waited for.
        auto fresh = std::make_shared<Shared>(Shared{std::make_unique<const Hypervisor>(uri), 1});
        const std::lock_guard guard(mutex_);
        open_[uri].push_back(fresh);
        return fresh;
    }

    std::mutex mutex_;
    std::map<std::string, std::vector<std::shared_ptr<Shared>>> open_; ///< by URI
};

bool answers(const MachineLink& link, Agent& agent, Deadline deadline, Seconds patience) {
    try {
        link.require_agent();
        agent.ping(deadline.within(patience));
        return true;
    } catch (const AgentError& error) {
        switch (error.fault) {
        case AgentFault::silent:
        case AgentFault::busy:
        case AgentFault::transport:
            return false;
        default:
            throw;
        }
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
                machine.domain.empty() ? "Is qemu-ga running behind " + machine.agent + "?"
                                       : "Look at its console: virsh console " + machine.domain);
        }
        bell.wait(seen, deadline);
    }
}

} // namespace

std::unique_ptr<AgentChannel> MachineLink::open_channel() const {
    if (!hypervisor) {
        return socket_channel(machine.agent.substr(std::string_view(socket_prefix).size()));
    }
    return libvirt_channel(hypervisor, machine.domain);
}

void MachineLink::require_agent() const {
    if (!hypervisor) {
        return;
    }
    const auto uuid = hypervisor->find({ResourceKind::domain, machine.domain, ""});
    if (uuid && !machine.is(*uuid)) {
        throw with_hint(
            AgentError(
                AgentFault::replaced,
                "domain {} is not the one that was made for {} ({}), but {}",
                machine.domain,
                machine.name,
                machine.uuid,
                *uuid),
            "Somebody made it anew under that name; crocum does not take its word for the student's");
    }
    if (const auto state = hypervisor->state(machine.domain); state != "running") {
        throw with_hint(
            AgentError(AgentFault::machine_off, "{} is {} (domain {})", machine.name, state, machine.domain),
            state == "gone" ? "\"crocum lab down\" and up make the instance anew"
                            : "\"crocum lab up\" makes it run again");
    }
    if (!hypervisor->agent_connected(machine.domain)) {
        throw with_hint(
            AgentError(AgentFault::silent, "no agent runs in {}", machine.name),
            fmt::format(
                "Start qemu-guest-agent on its console (virsh console {0}), or restart the machine (virsh reset {0})",
                machine.domain));
    }
}

std::unique_ptr<Guest> open_guest(const MachineLink& link) {
    link.require_agent();
    return std::make_unique<Guest>(link.machine.name, link.open_channel());
}

std::vector<MachineLink> link(const std::vector<InstanceMachine>& machines) {
    static Connections connections;
    std::vector<MachineLink> links;
    for (const auto& machine : machines) {
        links.push_back({machine, machine.domain.empty() ? nullptr : connections.share(machine.uri)});
    }
    return links;
}

void wait_for_agents(const std::vector<MachineLink>& machines, Seconds timeout, Observer& observer) {
    // Shared with the callback: libvirt's thread may be in it while its registration is taken back.
    const auto bell = std::make_shared<Bell>();
    std::map<const Hypervisor*, std::shared_ptr<void>> watches;
    for (const auto& link : machines) {
        if (link.hypervisor && watches.count(link.hypervisor.get()) == 0) {
            watches[link.hypervisor.get()] =
                link.hypervisor->watch_agents([bell](const std::string&) { bell->ring(); });
        }
    }
    const Deadline deadline(timeout);
    const Stopwatch watch;
    std::vector<std::function<void(const Post&)>> tasks;
    for (const auto& link : machines) {
        tasks.emplace_back([&](const Post& post) {
            wait_for_agent(link, *bell, deadline, timeout, [&] {
                post([&] { observer.machine(link.machine.name, "booting", watch.seconds()); });
            });
            post([&, seconds = watch.seconds()] { observer.machine(link.machine.name, "agent up", seconds); });
        });
    }
    run_parallel(tasks, [&] { observer.tick(); });
}

} // namespace crocum
