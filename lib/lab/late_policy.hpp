#pragma once

#include <string>

namespace crocum {

/// What it costs to be graded after the deadline: lab.yaml's `late`.
struct LatePolicy {
    enum class Kind {
        none,    ///< it is only told
        per_day, ///< so many percent of the score for each day that has begun
        cut_off, ///< everything
    };

    Kind kind = Kind::none;
    double percent = 0;   ///< a day
    double at_most = 100; ///< percent in all

    bool operator==(const LatePolicy&) const = default;

    /// Percent of the score that `seconds` after the deadline cost; 0 where that is no time.
    [[nodiscard]] double penalty(double seconds) const;
};

/// "none", "cut-off", "10 % a day, at most 50 %"
[[nodiscard]] std::string to_string(const LatePolicy& policy);

} // namespace crocum
