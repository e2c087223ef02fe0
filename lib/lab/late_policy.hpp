#pragma once

#include <string>

namespace crocum {

/// The penalty for being graded after the deadline: lab.yaml's `late`.
struct LatePolicy {
    enum class Kind {
        none,    ///< no penalty; the lateness is only reported
        per_day, ///< so many percent of the score for each day that has begun
        cut_off, ///< everything
    };

    Kind kind = Kind::none;
    double percent = 0;   ///< a day
    double at_most = 100; ///< percent in all

    bool operator==(const LatePolicy&) const = default;

    /// The penalty in percent of the score for `seconds` after the deadline; 0 when `seconds` is not positive.
    [[nodiscard]] double penalty(double seconds) const;
};

/// "none", "cut-off", "10 % a day, at most 50 %"
[[nodiscard]] std::string to_string(const LatePolicy& policy);

/// "none", "cut-off", "10" (percent a day) or "10:50" (and at most 50 percent): as typed and as stored. Also
/// typed: "cut_off", as in lab.yaml.
[[nodiscard]] std::string to_text(const LatePolicy& policy);
/// The reverse of to_text(). Throws UsageError for anything else.
[[nodiscard]] LatePolicy late_policy_from(const std::string& text);

} // namespace crocum
