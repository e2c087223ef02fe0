#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// Waits until a time has come, without a word. Throws Interrupted.
void sleep_until(Context& context, Time time);

/// Says for what it waits, if the time has not come. Throws Interrupted.
void wait_until(Context& context, Time time);

/// Throws UsageError where machines of these students are behind sockets, which cannot be paused, and UnreachableError
/// where their provider does not answer: to be called before the deadline is waited for.
void require_freezable(const Context& context, const std::string& lab, const std::vector<std::string>& students);

/// Pauses the machines of these students, one right after the other, and records beside each instance when: attempts
/// count from then, or from the deadline if that was still to come when this run knew it (`known`). An instance that is
/// frozen for this deadline already stays so. The records are on disk before the
/// first machine is paused, so that a run that continues after a kill finds the paused machines in time. Returns the
/// students of whom a machine could not be paused, with the reason.
[[nodiscard]] std::map<std::string, std::string> freeze(
    Context& context, const std::string& lab, const std::vector<std::string>& students, Time deadline, Time known);

} // namespace crocum
