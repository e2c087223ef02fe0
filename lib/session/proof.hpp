#pragma once

#include "lib/check/check.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A state of a lab that was graded: once, or several times to see whether that makes a difference.
struct GradedState {
    std::string name;               ///< "untouched", "solved", or that of a partial solution
    std::optional<double> expected; ///< points that it has to reach; all of them where nothing is said
    std::vector<std::vector<CheckResult>> gradings;
};

/// What came of grading a lab before and after it was solved.
struct Proof {
    GradedState untouched;
    GradedState solved;
    std::vector<GradedState> partials;
};

/// One thing that a proof shows to be wrong.
struct Fault {
    std::string subject; ///< a check's id, or "partial-NAME"
    std::string message;
};

/// Checks that pass before anybody has worked, that do not pass with the solution, or that flicker; baseline checks
/// that do not pass in the untouched lab; partial solutions with another score than theirs. Nothing is said of a check
/// that was not measured.
[[nodiscard]] std::vector<Fault> faults_of(const Proof& proof);

/// What was not measured, in any of the gradings.
[[nodiscard]] std::vector<Fault> ungraded_in(const Proof& proof);

/// "passed", "failed", "0.5 of 2" for a part; several joined by "/" where gradings differ.
[[nodiscard]] std::string outcome_in(const GradedState& state, const std::string& check);

/// The score of a state's last grading; "?" in its text where something was not measured.
[[nodiscard]] std::string score_in(const GradedState& state);

/// A heading, a row for each check, and one with the scores.
[[nodiscard]] std::vector<std::vector<std::string>> rows_of(const Proof& proof);

} // namespace crocum
