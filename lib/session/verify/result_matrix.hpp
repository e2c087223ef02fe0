#pragma once

#include "lib/check/check.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A state of a lab with its gradings: several ones show whether a check is flaky.
struct GradedState {
    std::string name;               ///< "untouched", "solved", or the name of a partial solution
    std::optional<double> expected; ///< points that it has to reach; without a value: all points
    std::vector<std::vector<CheckResult>> gradings;
};

/// The results of a lab before and after its solution.
struct ResultMatrix {
    GradedState untouched;
    GradedState solved;
    std::vector<GradedState> partials;
};

/// The untouched lab, the solved one, then the partial solutions.
[[nodiscard]] std::vector<const GradedState*> states_of(const ResultMatrix& proof);

/// Every check that any of the states has, in the order of the first that has it.
[[nodiscard]] std::vector<Check> checks_of(const ResultMatrix& proof);

/// The results of one check in all gradings of a state.
[[nodiscard]] std::vector<const CheckResult*> results_of(const GradedState& state, const std::string& check);

/// "passed", "failed", "0.5 of 2" for a part.
[[nodiscard]] std::string outcome(const CheckResult& result);

/// The outcome in all gradings of a state; different outcomes are joined by "/".
[[nodiscard]] std::string outcome_in(const GradedState& state, const std::string& check);

/// The score of a state's last grading; "?/10" if a check was not measured.
[[nodiscard]] std::string score_in(const GradedState& state);

/// A heading, a row for each check, and one with the scores.
[[nodiscard]] std::vector<std::vector<std::string>> rows_of(const ResultMatrix& proof);

} // namespace crocum
