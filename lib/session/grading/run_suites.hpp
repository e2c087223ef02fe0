#pragma once

#include "lib/check/check.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check_selection.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Runs suites on the machines of an instance: those of single machines at the same time, then the one across machines,
/// which has them to itself. Tells the observer; keeps in the attempt what it was measured with, and in the folder what
/// came in. One result per check. Throws Interrupted.
[[nodiscard]] std::vector<CheckResult> measure(
    Context& context,
    const Lab& lab,
    const Instance& instance,
    const std::vector<SelectedSuite>& suites,
    Attempt& attempt,
    AttemptFolder& folder);

} // namespace crocum
