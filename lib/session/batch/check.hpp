#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/batch/scheduler.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check.hpp"
#include "lib/session/grading/check_selection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

struct BatchCheckOptions {
    CheckSelection selection;
    /// Grade everybody, also who has been graded by the same suites in the same instance.
    bool force = false;
    /// Who was graded since then is passed over, everybody else is graded; nothing: see `force`.
    std::optional<Time> not_graded_since;
    std::optional<Time> deadline; ///< attempts are marked with whether they are late: from the start of the batch on
    bool freeze = false;          ///< stop all machines at the deadline (it is waited for), grade them afterwards
    bool waves = false;           ///< start what is off for its turn, and save others to make room for it
    std::optional<double> fail_under; ///< percent: a score below is exit status 1 in its row
    std::optional<unsigned> jobs;     ///< students at a time; nothing: chosen from the host
};

struct BatchCheckResult {
    std::vector<BatchRow> rows;     ///< graded, partial, graded before, ungraded, no instance, not ready, …
    std::vector<std::string> saved; ///< whose machines ran before and are saved to disk now, for want of room
    std::string oldest;             ///< start of the oldest attempt that somebody was passed over for; ISO 8601
};

/// Grades many instances. What they share (collection, suites) is read once. Students who have been graded already are
/// passed over, which is what lets a batch go on where it was killed. Who could not be measured because an agent was
/// silent or libvirt was busy has a second turn when everybody has had one.
[[nodiscard]] BatchCheckResult batch_check(
    Context& context,
    const Lab& lab,
    const TargetSelection& who,
    const std::vector<Target>& targets,
    const BatchCheckOptions& options,
    BatchObserver& observer);

} // namespace crocum
