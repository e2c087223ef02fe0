#pragma once

#include "lib/check/check.hpp"
#include "lib/session/grading/check_selection.hpp"

#include <string>
#include <vector>

namespace crocum {

/// The checks of a suite that run before its machine is rebooted, or those after it (Check::after_reboot).
[[nodiscard]] SelectedSuite part_of(const SelectedSuite& entry, bool after_reboot);

/// A result with the reason why a run could not be measured, when that was the agent in all its results: then its
/// machine is not rebooted. Null otherwise, and for no results.
[[nodiscard]] const CheckResult* unreachable(const std::vector<CheckResult>& results);

/// Results for checks whose machine did not come back from its reboot, which its student can have caused.
[[nodiscard]] std::vector<CheckResult> not_rebooted(const std::vector<Check>& checks, const std::string& message);

/// The results of both runs of a suite, in the order of its checks.
[[nodiscard]] std::vector<CheckResult> in_order(
    const std::vector<Check>& checks, std::vector<CheckResult> before, std::vector<CheckResult> after);

} // namespace crocum
