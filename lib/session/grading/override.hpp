#pragma once

#include "lib/session/context.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <optional>
#include <string>

namespace crocum {

/// What a teacher decides.
struct GradeDecision {
    std::optional<std::string> check; ///< id; nothing: the whole score
    std::optional<double> points;     ///< nothing: the check's full points
    std::string reason;
    std::string attempt; ///< the beginning of its name; empty: the standing one
};

struct GradeOutcome {
    Grading before;
    Grading after;
    std::string standing; ///< the attempt whose score is the student's now
};

/// Keeps a decision beside an attempt, which stays as it was measured. Throws UsageError for an unknown check, points
/// out of range, a missing reason, and an attempt that was partial or not finished.
[[nodiscard]] GradeOutcome grade(Context& context, const InstanceId& id, const GradeDecision& order);

} // namespace crocum
