#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/instance/agent_connections.hpp"

#include <functional>

namespace crocum {

/// Reboots a machine and returns when the agent of the new boot answers. At a provider, the provider has seen the
/// reset, whatever the guest claims. Behind a socket only the guest knows: the boot id of the kernel has changed.
/// `stop` is called repeatedly and throws when the caller does not wait any longer.
///
/// A slow provider may take some 90 s more than `timeout`. Throws NotRebooted (command_bridge.hpp) when the machine
/// runs but does not answer within `timeout`: its student can have caused that. Throws AgentError when the machine
/// could not be asked, is off, or its provider fails.
void reboot_machine(const MachineLink& link, Seconds timeout, const std::function<void()>& stop);

} // namespace crocum
