#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check_changes.hpp"
#include "lib/session/target.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// One attempt that a regrade changes.
struct AttemptRegrade {
    Grading before;
    Grading after; ///< with the regrades as they will be written
};

/// What a regrade does to the score of one student.
struct RegradeOutcome {
    InstanceId id;
    std::string name;                      ///< in the roster; empty if there is none
    std::optional<Grading> before;         ///< the attempt that counts; nothing if there is none
    std::optional<Grading> after;          ///< the attempt that counts then; nothing if there is no complete attempt
    std::vector<CheckChange> changed;      ///< between these two
    std::vector<std::string> other_suites; ///< suites that differ from those that were run
    std::vector<AttemptRegrade> attempts;  ///< to be written
    std::vector<std::string> finished;     ///< all finished attempts when this was computed
    bool written = false;
    std::string error; ///< why it cannot be computed, with a hint
    Exit exit = Exit::done;
};

/// A regrade, or its withdrawal, that was computed and not written.
struct RegradePlan {
    std::string run; ///< of the new regrade, or of the one that is withdrawn; empty: there is none to withdraw
    std::vector<RegradeOutcome> students;

    /// Students with attempts to be written.
    [[nodiscard]] std::size_t to_write() const;
};

/// A new deadline of the attempts whose run had one of its own (--deadline). The others keep the due date.
struct NewDeadline {
    std::optional<Time> at; ///< nothing: the due date of each student
    LatePolicy late;
};

/// Computes what the points, titles and visibility of the lab's checks as they are now do to the attempts that count,
/// without the machines. Where the best or the first attempt counts, all complete attempts are regraded, because the
/// choice can change. An error of one student does not stop the others. Throws UsageError when the checks cannot be
/// collected, Error when there are none.
[[nodiscard]] RegradePlan plan_regrade(
    Context& context, const Lab& lab, const std::vector<Target>& targets, const std::optional<NewDeadline>& deadline);

/// Computes the withdrawal of the last regrade of these students, for all of them that it changed.
[[nodiscard]] RegradePlan plan_undo(Context& context, const std::string& lab, const std::vector<Target>& targets);

/// Writes the plan for all students. Throws LockedError while a command works on one of them, and Error when an attempt
/// changed since the plan was computed: nothing is written then. When a file cannot be written, those that were written
/// are put back. After a kill, the same plan can be computed again. The measured results are kept.
void apply(Context& context, RegradePlan& plan);

} // namespace crocum
