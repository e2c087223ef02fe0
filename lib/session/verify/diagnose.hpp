#pragma once

#include "lib/session/verify/result_matrix.hpp"

#include <string>
#include <vector>

namespace crocum {

/// One thing that a proof shows to be wrong.
struct Fault {
    std::string subject; ///< a check's id, or "partial-NAME"
    std::string message;
};

/// Checks that pass before anybody has worked, that do not pass with the solution, or that flicker; baseline checks
/// that do not pass in the untouched lab; partial solutions with another score than theirs. Nothing is said of a check
/// that was not measured.
[[nodiscard]] std::vector<Fault> faults_of(const ResultMatrix& proof);

/// What was not measured, in any of the gradings.
[[nodiscard]] std::vector<Fault> ungraded_in(const ResultMatrix& proof);

} // namespace crocum
