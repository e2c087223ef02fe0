#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/batch_row.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check_selection.hpp"
#include "lib/session/targets.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

struct BatchCheckOptions {
    CheckSelection selection;
    /// One student, whose teacher waits for the result: no second turn, and no earlier run of the command is continued.
    bool single = false;
    bool restart = false; ///< grade all students, also if an earlier run of the command was not finished
    /// Skip students whose score could not change: they are graded by the same suites in the same instance.
    bool skip_graded = false;
    std::optional<Time> skip_graded_since; ///< skip students who were graded since then, by any suites
    std::optional<Time> deadline; ///< attempts are marked with whether they are late: from the start of the batch on
    /// Stop all machines at the deadline, or at the due date of the students; it is waited for, and they are graded
    /// afterwards.
    bool freeze = false;
    std::optional<Time> freeze_at;    ///< set by batch_check() when it has waited
    bool waves = false;               ///< start machines that are off for the turn, and save others to make room
    std::optional<double> fail_under; ///< percent: a score below is exit status 1 in its row
    std::optional<unsigned> jobs;     ///< students at a time; nothing: chosen from the host

    /// The time for which the work in frozen machines counts.
    [[nodiscard]] std::optional<Time> frozen_at() const { return freeze_at ? freeze_at : deadline; }
};

struct BatchCheckResult {
    std::vector<BatchRow> rows; ///< graded, partial, already graded, ungraded, no instance, not ready, …
    bool resumed = false;       ///< an unfinished run was continued
    std::map<std::string, std::string> saved; ///< students whose machines ran before and stay saved, with reasons
    std::string oldest;                       ///< start of the oldest attempt for which a student was skipped; ISO 8601
};

/// Grades many instances. What they share (collection, suites) is read once. When an earlier run of the same batch was
/// not finished (killed, interrupted), it is continued: students whom it graded are skipped. A transient failure (a
/// silent agent, a busy libvirt) gets a second turn after all first turns.
[[nodiscard]] BatchCheckResult batch_check(
    Context& context,
    const Lab& lab,
    const TargetSelection& who,
    const std::vector<Target>& targets,
    const BatchCheckOptions& options);

} // namespace crocum
