#pragma once

#include "lib/session/context.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <optional>
#include <string>

namespace crocum {

/// A teacher's decision.
struct GradeDecision {
    std::optional<std::string> check; ///< id; nothing: the whole score
    std::optional<double> points;     ///< nothing: the check's full points
    std::string reason;
    std::string attempt; ///< the beginning of its name; empty: the current attempt
};

struct GradeOutcome {
    Grading before;
    Grading after;
    std::string current; ///< the name of the current attempt, which gives the student's score
};

/// Records a decision for an attempt, whose measured result is kept. Throws UsageError for an unknown check, points out
/// of range, a missing reason, and an attempt that is partial or not finished.
[[nodiscard]] GradeOutcome grade(Context& context, const InstanceId& id, const GradeDecision& order);

} // namespace crocum
