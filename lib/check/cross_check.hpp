#pragma once

#include "lib/check/check.hpp"

#include <functional>
#include <vector>

namespace crocum {

/// The two ways to run some checks of a suite; both return one result per check, in the order of the checks.
struct BothWays {
    std::function<std::vector<CheckResult>(const std::vector<Check>&)> in_guest;
    std::function<std::vector<CheckResult>(const std::vector<Check>&)> on_host;
};

/// A random sample of the passed checks: a third of them, at least three. Only passed checks, because a forged result
/// is never a failure.
[[nodiscard]] std::vector<Check> sample(const std::vector<CheckResult>& results);

/// Runs the checks of a sample on the host too. When the verdicts differ, both are run again, twice at most, and the
/// first common verdict counts. A difference that remains makes the check ungraded (mismatch). A check that the host
/// could not measure is ungraded with the host's reason, because the requested comparison did not take place.
void compare(std::vector<CheckResult>& results, const std::vector<Check>& sample, const BothWays& both);

} // namespace crocum
