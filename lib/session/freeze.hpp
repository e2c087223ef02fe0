#pragma once

#include "lib/session/session.hpp"
#include "lib/session/targets.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Waits until a time has come. Throws Interrupted.
void wait_until(Session& session, Time time);

/// Stops the processors of all machines of these students, one right after the other: what is graded afterwards is what
/// stood then. Returns the time of the first. Throws UsageError where machines are behind sockets, which cannot be
/// stopped.
Time freeze(Session& session, const std::string& lab, const std::vector<Target>& targets);

/// The machines of one instance go on, for its turn. Those that are off stay off. Takes the instance's lock.
void thaw(Session& session, const InstanceId& id);

/// They stand still again: it could not be graded yet.
void freeze_again(Session& session, const InstanceId& id);

} // namespace crocum
