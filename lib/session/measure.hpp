#pragma once

#include "lib/session/selection.hpp"
#include "lib/store/attempts.hpp"

namespace crocum {

/// Runs suites on the machines of an instance: those of single machines at the same time, then the one across machines,
/// which has them to itself. Tells the observer; keeps in the attempt what it was measured with, and in the folder what
/// came in. One result per check. Throws Interrupted.
[[nodiscard]] std::vector<CheckResult> measure(
    Session& session,
    const Lab& lab,
    const Instance& instance,
    const std::vector<SelectedSuite>& suites,
    Attempt& attempt,
    AttemptFolder& folder);

} // namespace crocum
