#pragma once

#include "lib/check/check.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check_selection.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Runs suites on the machines of an instance: first those of single machines, at the same time, then the suite across
/// machines, alone; then it reboots the machines whose suites have checks for afterwards, and runs these. Reports to
/// the observer, records digests and machines in the attempt, and writes records and output into the folder. Returns
/// one result for each check. Throws Interrupted.
[[nodiscard]] std::vector<CheckResult> measure(
    Context& context,
    const Lab& lab,
    const Instance& instance,
    const std::vector<SelectedSuite>& suites,
    Attempt& attempt,
    AttemptFolder& folder);

} // namespace crocum
