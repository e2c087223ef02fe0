#pragma once

#include "lib/base/clock.hpp"
#include "lib/check/suite.hpp"
#include "lib/guest/guest.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// Whom a run tells what happens, while it happens. All calls come from the thread that runs.
struct RunObserver {
    std::function<void(const CheckResult&)> finished;
    std::function<void(std::string_view bytes)> records; ///< exactly as received: evidence
    std::function<void(std::string_view bytes)> output;  ///< what pytest printed
};

/// Pushes runtime and suite into the guest, runs it there, follows its records, and removes everything again.
/// Always one result per check: whatever could not be measured is ungraded with its reason. Throws only Interrupted.
[[nodiscard]] std::vector<CheckResult> run_in_guest(
    Guest& guest, const Suite& suite, const std::vector<Check>& checks, Seconds timeout, const RunObserver& observer);

/// Results for checks that nothing was measured of.
[[nodiscard]] std::vector<CheckResult> ungraded(
    const std::vector<Check>& checks, const std::string& reason, const std::string& message);

} // namespace crocum
