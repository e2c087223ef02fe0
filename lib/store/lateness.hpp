#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/json.hpp"
#include "lib/lab/late_policy.hpp"

#include <string>

namespace crocum {

/// The deadline of an attempt and its penalty: computed once, and kept with the attempt.
struct Lateness {
    std::string deadline; ///< ISO 8601
    /// The time that counts: the start of the batch, or of the freeze, not the time at which the student was graded.
    std::string counted;
    std::string policy; ///< of the lab at that time, in words
    double penalty = 0; ///< percent of the score

    /// Whole seconds after the deadline; 0 or less means in time.
    [[nodiscard]] long seconds() const;

    [[nodiscard]] bool late() const { return seconds() > 0; }
};

[[nodiscard]] Lateness lateness(Time deadline, Time counted, const LatePolicy& policy);

[[nodiscard]] Json to_json(const Lateness& lateness);
[[nodiscard]] Lateness lateness_from(const Json& document);

} // namespace crocum
