#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/json.hpp"
#include "lib/lab/late_policy.hpp"

#include <string>

namespace crocum {

/// When an attempt was due, and what being late costs: judged once, and kept with it.
struct Lateness {
    std::string deadline; ///< ISO 8601
    /// What counts: the start of the batch, or the freeze, and not the minute in which a student's turn came.
    std::string counted;
    std::string policy; ///< as the lab had it, in words
    double penalty = 0; ///< percent of the score

    /// Whole seconds after the deadline; 0 or less is in time.
    [[nodiscard]] long seconds() const;

    [[nodiscard]] bool late() const { return seconds() > 0; }
};

[[nodiscard]] Lateness lateness(Time deadline, Time counted, const LatePolicy& policy);

[[nodiscard]] Json to_json(const Lateness& lateness);
[[nodiscard]] Lateness lateness_from(const Json& document);

} // namespace crocum
