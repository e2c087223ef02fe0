#pragma once

#include "lib/session/verify/result_matrix.hpp"

#include <string>
#include <vector>

namespace crocum {

/// One fault that the verification found.
struct Fault {
    std::string subject; ///< a check's id, or "partial-NAME"
    std::string message;
};

/// Checks that pass in the untouched lab, that do not pass with the solution, or that are flaky; baseline checks that
/// do not pass in the untouched lab; partial solutions whose score differs from lab.yaml. Checks that were not measured
/// are skipped.
[[nodiscard]] std::vector<Fault> faults_of(const ResultMatrix& proof);

/// Checks that were not measured in one of the gradings.
[[nodiscard]] std::vector<Fault> ungraded_in(const ResultMatrix& proof);

} // namespace crocum
