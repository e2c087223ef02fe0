#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// Waits until a time has come. Throws Interrupted.
void wait_until(Context& context, Time time);

/// Throws UsageError where machines of these students are behind sockets, which cannot be paused, and UnreachableError
/// where their provider does not answer: to be called before the deadline is waited for.
void require_freezable(const Context& context, const std::string& lab, const std::vector<std::string>& students);

/// Pauses the machines of these students, one right after the other, and records beside each instance when: attempts
/// count from then. An instance that is frozen for this deadline already stays so. The records are on disk before the
/// first machine is paused, so that a run that continues after a kill finds the paused machines in time. Returns the
/// students of whom a machine could not be paused, with the reason.
[[nodiscard]] std::map<std::string, std::string> freeze(
    Context& context, const std::string& lab, const std::vector<std::string>& students, Time deadline);

/// Resumes the machines of one instance for its turn. Machines that are off stay off. Takes the instance's lock.
void thaw(Context& context, const InstanceId& id);

/// Pauses them again, since the instance could not be graded yet. Takes the instance's lock.
void refreeze(Context& context, const InstanceId& id);

/// Resumes a frozen instance that has not been graded, and notes the consequence. To be called with its lock held.
void cancel_freeze(Context& context, const Instance& instance);

/// "frozen since 2026-12-01T20:59:00Z until "crocum lab check …" grades it"; empty for an instance that is not frozen,
/// or whose record cannot be read.
[[nodiscard]] std::string describe_freeze(const Context& context, const Instance& instance);

} // namespace crocum
