#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/json.hpp"
#include "lib/check/suite.hpp"
#include "lib/guest/guest.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// What is to be run of a suite, for whom, and for how long.
struct RunOrder {
    const Suite& suite;
    std::vector<Check> checks; ///< of the suite: which ones
    bool all = true;           ///< whether these are all that it has
    Seconds timeout;           ///< of the run
    Seconds guard;             ///< of one check that does not say itself how long it may take
    std::string student;
    std::map<std::string, std::string> parameters;
    std::string key; ///< the secret that this run's records are bound by
};

/// Whom a run tells what happens, while it happens. All calls come from the thread that runs.
struct RunObserver {
    std::function<void(const CheckResult&)> finished;
    std::function<void(std::string_view bytes)> records; ///< exactly as received: evidence
    std::function<void(std::string_view bytes)> output;  ///< what pytest printed
};

/// What the runtime is asked to do, but for where its suite is.
[[nodiscard]] Json run_request(const RunOrder& order);

/// Pushes runtime and suite into the guest, runs it there, follows its records, and removes everything again.
/// Always one result per check: whatever could not be measured is ungraded with its reason. Throws only Interrupted.
[[nodiscard]] std::vector<CheckResult> run_in_guest(Guest& guest, const RunOrder& order, const RunObserver& observer);

/// Why a check of a run that was started has no result.
struct UngradedReason {
    std::string reason;
    std::string message;
};

/// Of a run that ended by itself, by what it printed last.
[[nodiscard]] UngradedReason early_end(const std::string& outcome, std::string_view printed);

} // namespace crocum
