#pragma once

#include "lib/base/error.hpp"
#include "lib/session/batch/outcome.hpp"
#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"
#include "lib/store/grading.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// What has become of one student in a batch.
struct BatchRow {
    Target target;
    Outcome outcome = Outcome::not_begun;
    std::string waits_for;  ///< "memory" or "disk", where the outcome is `waiting`
    Exit exit = Exit::done; ///< what a command about this student alone would have ended with
    std::string detail;     ///< why, on one line
    std::string hint;       ///< what to do
    bool retryable = false; ///< the failure is transient: a silent or busy agent, a libvirt that is away, a lock
    bool is_retry = false;  ///< of a second turn
    double seconds = 0;
    std::string attempt;                 ///< of a check; the one that counts where it was graded before
    std::optional<EffectiveScore> score; ///< of that attempt

    /// The outcome as JSON documents and tables have it: "graded", "waiting: memory".
    [[nodiscard]] std::string outcome_text() const;
};

/// Whom a batch tells what it does. All calls come from the thread that runs the batch.
class BatchObserver {
public:
    virtual ~BatchObserver() = default;

    /// A student's turn has come.
    virtual void began(const Target& /*target*/) {}

    /// "planning", "srv booting", "3 of 7 checks"
    virtual void doing(const Target& /*target*/, const std::string& /*what*/) {}

    virtual void detail(const Target& /*target*/, const std::string& /*text*/) {}

    virtual void note(const Target& /*target*/, const std::string& /*text*/) {}

    /// A student's turn is over, for now or for good.
    virtual void finished(const BatchRow& /*row*/, bool /*for_good*/) {}

    /// Several times a second.
    virtual void tick() {}
};

/// The same work for many students.
struct Batch {
    std::vector<Target> targets;
    unsigned jobs = 1; ///< students at a time
    /// On a thread of the batch's; an exception becomes a row of its own. The context is the student's. Of the row,
    /// target and seconds are filled in afterwards.
    std::function<BatchRow(Context&, const Target&, bool is_retry)> work;
    /// A retryable failure gets a second turn, once all students had their first.
    bool second_turns = true;
};

/// A row for every target, in their order. One student's trouble never stops another's. After a signal nobody's turn
/// begins any more, and those at work give up as a single command would: their rows are "interrupted" and "not begun",
/// and the caller has to end with Interrupted once it has shown them.
[[nodiscard]] std::vector<BatchRow> run_batch(const Context& context, const Batch& batch, BatchObserver& observer);

/// run_batch() for a view that may fail (its output is on a full disk): the batch is carried out to its end without the
/// view, whose exception is thrown then.
[[nodiscard]] std::vector<BatchRow> run_guarded_batch(
    const Context& context, const Batch& batch, BatchObserver& observer);

/// What an exception says of a student, as a row: "failed", "locked", "left over", "unreachable".
[[nodiscard]] BatchRow row_of(const Target& target, const std::exception& error);

/// Where several hold: the first of locked, leftovers, failed, ungraded.
[[nodiscard]] Exit exit_of(const std::vector<BatchRow>& rows);

} // namespace crocum
