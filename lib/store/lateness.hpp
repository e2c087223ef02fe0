#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/json.hpp"
#include "lib/lab/late_policy.hpp"
#include "lib/store/due_dates.hpp"

#include <string>

namespace crocum {

/// A deadline, the time that is compared with it, and the penalty. For the deadline of a run (--deadline), it is
/// computed once and kept with the attempt; for a due date, it is computed with the score.
struct Lateness {
    std::string deadline; ///< ISO 8601
    /// The time that counts: the start of the batch, or of the freeze, not the time at which the student was graded.
    std::string counted;
    std::string policy; ///< the penalty for late work at that time, in words
    double penalty = 0; ///< percent of the score
    std::string source; ///< "class net", "extension in class net"; empty: the run had a deadline of its own

    /// Whole seconds after the deadline; 0 or less means in time.
    [[nodiscard]] long seconds() const;

    /// Days after the deadline that have begun: these count for a penalty by the day.
    [[nodiscard]] long days_begun() const;

    [[nodiscard]] bool late() const { return seconds() > 0; }

    bool operator==(const Lateness&) const = default;
};

[[nodiscard]] Lateness lateness(Time deadline, Time counted, const LatePolicy& policy);

/// For the due date of a student. `counted` is ISO 8601.
[[nodiscard]] Lateness lateness(const DueDate& due, const std::string& counted);

[[nodiscard]] Json to_json(const Lateness& lateness);
[[nodiscard]] Lateness lateness_from(const Json& document);

} // namespace crocum
