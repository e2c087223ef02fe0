#pragma once

#include "lib/base/clock.hpp"
#include "lib/guest/agent.hpp"
#include "lib/guest/guest.hpp"
#include "lib/provider/providers.hpp"
#include "lib/session/observer.hpp"
#include "lib/store/instance.hpp"

#include <memory>
#include <string>
#include <vector>

namespace crocum {

/// A machine with the provider connection that leads to it; a machine behind a socket has none.
struct MachineLink {
    InstanceMachine machine;
    std::shared_ptr<const Provider> provider; ///< null for a machine behind a socket

    [[nodiscard]] std::unique_ptr<AgentChannel> open_channel() const;

    /// Throws AgentError at once when the machine is off or no process in it has the agent's port open, which libvirt
    /// knows without asking the guest.
    void require_agent() const;
};

/// The machine as a guest. Throws AgentError as require_agent.
[[nodiscard]] std::unique_ptr<Guest> open_guest(const MachineLink& link);

/// Machines with as few provider connections as the provider's limits allow. Throws UnreachableError.
[[nodiscard]] std::vector<MachineLink> connect_machines(
    Providers& providers, const std::vector<InstanceMachine>& machines);

/// Waits for the agents of all machines at the same time, and reports each to the observer. Throws AgentError that
/// names the first machine whose agent does not answer within `timeout`, after waiting for all.
void wait_for_agents(const std::vector<MachineLink>& machines, Seconds timeout, Observer& observer);

} // namespace crocum
