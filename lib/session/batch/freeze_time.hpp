#pragma once

#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// When the machines of a run with --freeze are paused, and whose.
struct FreezeTime {
    Time at;
    Time known; ///< when this run knew the time
    std::vector<Target> targets;
};

/// Waits for the deadline of the run. Without one, waits for the due date of the students: the earliest of them, and
/// those who are due at another time are left out, which a note says. A due date that is changed meanwhile holds.
/// Throws UsageError when no student has a due date.
[[nodiscard]] FreezeTime wait_for_freeze(
    Context& context, const std::string& lab, const std::vector<Target>& targets, const std::optional<Time>& deadline);

} // namespace crocum
