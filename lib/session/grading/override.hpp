#pragma once

#include "lib/session/context.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A teacher's decision.
struct GradeDecision {
    std::optional<std::string> check; ///< id or number; nothing: the whole score
    std::optional<double> points;     ///< nothing: the check's full points
    std::string reason;
    std::string attempt; ///< whose checks and points are meant: the beginning of its name; empty: the current one
};

struct GradeOutcome {
    Grading before;
    Grading after;
    std::string current; ///< the name of the current attempt, which gives the student's score
};

/// Records a decision about a student's grade. It applies to all attempts, whose measured results are kept. Throws
/// UsageError for an unknown check, points out of range, a missing reason, and an attempt that is partial or not
/// finished.
[[nodiscard]] GradeOutcome grade(Context& context, const InstanceId& id, const GradeDecision& order);

struct Withdrawal {
    std::vector<Decision> withdrawn;
    std::optional<Grading> before; ///< the current attempt
    std::optional<Grading> after;
};

/// Withdraws the decisions about a student's grade that are in effect: the one on `check` (id or number; "" is the
/// whole score), or all when it is nothing. Returns them; they stay in the history. Throws UsageError when there is no
/// decision on `check`.
[[nodiscard]] Withdrawal withdraw_decisions(
    Context& context, const InstanceId& id, const std::optional<std::string>& check, const std::string& reason);

} // namespace crocum
