#pragma once

#include "lib/check/check.hpp"

#include <functional>
#include <vector>

namespace crocum {

/// The two ways to run some checks of a suite; both give one result per check, in their order.
struct BothWays {
    std::function<std::vector<CheckResult>(const std::vector<Check>&)> in_guest;
    std::function<std::vector<CheckResult>(const std::vector<Check>&)> on_host;
};

/// Some of the checks that passed, at random: a third of them, three at least. Nobody who lies says that he failed.
[[nodiscard]] std::vector<Check> sample(const std::vector<CheckResult>& results);

/// Runs the checks of a sample on the host too. Where the verdict is another than the guest's, both are run again,
/// twice at most, and the first verdict that they share counts. A difference that stays makes the check ungraded
/// (mismatch); one that the host could not measure is ungraded for that reason: the comparison was asked for, and has
/// not taken place.
void compare(std::vector<CheckResult>& results, const std::vector<Check>& sample, const BothWays& both);

} // namespace crocum
