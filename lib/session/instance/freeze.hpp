#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Waits until a time has come. Throws Interrupted.
void wait_until(Context& context, Time time);

/// Stops the processors of all machines of these students, one right after the other, and keeps beside each instance
/// since when they stand still: what is graded afterwards is what stood then. Who is frozen for this deadline already
/// stays so since then, unless the machines went on for their turn and were not stopped again. Throws UsageError where
/// machines are behind sockets, which cannot be stopped.
void freeze(Context& context, const std::string& lab, const std::vector<std::string>& students, Time deadline);

/// The machines of one instance go on, for its turn. Those that are off stay off. Takes the instance's lock.
void thaw(Context& context, const InstanceId& id);

/// They stand still again: it could not be graded yet.
void refreeze(Context& context, const InstanceId& id);

/// A frozen instance goes on although it has not been graded, and it is told what that means. To be called with its
/// lock held.
void cancel_freeze(Context& context, const Instance& instance);

/// "stands still since 2026-12-01T20:59:00Z until "crocum lab check …" grades it"; empty for one that is not frozen,
/// or where that cannot be read.
[[nodiscard]] std::string describe_freeze(const Context& context, const Instance& instance);

} // namespace crocum
