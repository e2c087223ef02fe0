#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/store/freeze_mark.hpp"
#include "lib/store/instance.hpp"

#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

// The machines of a frozen instance (freeze.hpp) run for its turn, and until they are paused again.

/// Whether no machine can have run since it was frozen: each is paused, or was off. A mark alone does not prove it:
/// virsh, or an up that began before the deadline, can start a machine, and a sleeping guest wakes up by itself. Throws
/// UnreachableError.
[[nodiscard]] bool stays_frozen(const Context& context, const Instance& instance, const FreezeMark& mark);
[[nodiscard]] bool stays_frozen(const std::vector<MachineLink>& links, const FreezeMark& mark);

/// Resumes the machines of one instance for its turn. Machines that are off stay off. Takes the instance's lock.
void thaw(Context& context, const InstanceId& id);

/// Pauses them again, since the instance could not be graded yet. Does nothing when the instance has no freeze mark.
/// Takes the instance's lock.
void refreeze(Context& context, const InstanceId& id);

/// Resumes a frozen instance that has not been graded, and notes the consequence. To be called with its lock held.
void cancel_freeze(Context& context, const Instance& instance);

/// "frozen since 2026-12-01 23:59 CET until "crocum lab check …" grades it"; empty for an instance that is not frozen,
/// or whose record cannot be read.
[[nodiscard]] std::string describe_freeze(const Context& context, const Instance& instance);

// For freeze.cpp.

/// The instance when it is ready; nothing when it is not, or its record cannot be read: its row says so.
[[nodiscard]] std::optional<Instance> ready_instance(const Context& context, const InstanceId& id);

/// An error's messages and its hint on one line.
[[nodiscard]] std::string reason_of(const std::exception& error);

/// Changes the state in the instance's mark, if it has one.
void set_freeze_state(const Context& context, const Instance& instance, FreezeState state);

/// Resumes the paused machines.
void start_paused(const std::vector<MachineLink>& links);

} // namespace crocum
