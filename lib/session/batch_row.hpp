#pragma once

#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/session/outcome.hpp"
#include "lib/session/target.hpp"
#include "lib/store/grading.hpp"

#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The result of one student in a batch.
struct BatchRow {
    Target target;
    Outcome outcome = Outcome::not_started;
    Shortage waits_for = Shortage::none; ///< if the outcome is `waiting`
    Exit exit = Exit::done;              ///< the exit status for this student alone
    std::string detail;                  ///< the reason, on one line
    std::string hint;                    ///< the remedy
    bool retryable = false; ///< the failure is transient: a silent or busy agent, an unreachable libvirt, a lock
    bool is_retry = false;  ///< of a second turn
    double seconds = 0;
    std::string attempt;                 ///< of a check; the current attempt if the student was skipped
    std::optional<EffectiveScore> score; ///< of that attempt
    std::optional<double> lowered_from;  ///< points of the attempt that counted before, if they were more
    std::exception_ptr failure;          ///< the exception that ended the student's turn; null if there was none

    /// The outcome in JSON documents and tables: "graded", "waiting: memory".
    [[nodiscard]] std::string outcome_text() const;
};

/// The row for an exception that ended a student's turn: failed, locked, left over, unreachable, waiting.
[[nodiscard]] BatchRow row_of(const Target& target, std::exception_ptr failure);

/// The exit status of a batch: the first of locked, leftovers, failed, ungraded that a row has.
[[nodiscard]] Exit exit_of(const std::vector<BatchRow>& rows);

/// The row in JSON documents and events.
[[nodiscard]] Json to_json(const BatchRow& row);

/// The number of rows of each outcome.
[[nodiscard]] Json outcomes(const std::vector<BatchRow>& rows);

} // namespace crocum
