#pragma once

#include "lib/session/batch_row.hpp"
#include "lib/session/context.hpp"

#include <functional>
#include <vector>

namespace crocum {

/// The same work for many students.
struct Batch {
    std::vector<Target> targets;
    unsigned jobs = 1; ///< students at a time
    /// Runs on a thread of the batch with the student's context. An exception becomes a row. The batch itself sets
    /// target and seconds of the row.
    std::function<BatchRow(Context&, const Target&, bool is_retry)> work;
    /// A retryable failure gets a second turn, once all students had their first.
    bool second_turns = true;
};

/// Returns a row for every target, in their order, and reports the events of every student to the context's observer.
/// The failure of one student does not stop the work for the others. After a signal no further turn begins, and running
/// turns end as a single command would: their rows are "interrupted" and "not started". The caller shows the rows, and
/// then has to end with Interrupted.
[[nodiscard]] std::vector<BatchRow> run_batch(const Context& context, const Batch& batch);

/// run_batch() with an observer that may fail, for example because its output is on a full disk: the batch continues
/// to its end without the observer, then the observer's exception is thrown.
[[nodiscard]] std::vector<BatchRow> run_guarded_batch(Context& context, const Batch& batch);

} // namespace crocum
