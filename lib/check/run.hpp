#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/json.hpp"
#include "lib/check/records.hpp"
#include "lib/check/suite.hpp"
#include "lib/guest/guest.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// The checks of a suite to run, the student, and the time limits.
struct RunOrder {
    const Suite& suite;
    std::vector<Check> checks; ///< the requested checks of the suite
    bool all = true;           ///< whether these are all checks of the suite
    Seconds timeout;           ///< of the run
    Seconds guard;             ///< of one check without a limit of its own
    Seconds boot{300};         ///< of a reboot that a check asks for without a limit of its own
    std::string student;
    std::map<std::string, std::string> parameters;
    std::string key; ///< the secret of this run's MACs
};

/// Callbacks during a run, all from the running thread.
struct RunObserver : RecordObserver {
    std::function<void(std::string_view bytes)> records; ///< exactly as received, to be kept as evidence
    std::function<void(std::string_view bytes)> output;  ///< what pytest printed
};

/// The request to the runtime, without the location of the suite.
[[nodiscard]] Json run_request(const RunOrder& order);

/// Pushes runtime and suite into the guest, runs it there, follows its records, and removes everything again. Always
/// one result per check: a check that could not be measured is ungraded with its reason. Throws only Interrupted.
[[nodiscard]] std::vector<CheckResult> run_in_guest(Guest& guest, const RunOrder& order, const RunObserver& observer);

/// The reason why a check of a started run has no result.
struct UngradedReason {
    std::string reason;
    std::string message;
};

/// The reason for a run that ended early, from its last output.
[[nodiscard]] UngradedReason early_end(const std::string& outcome, std::string_view printed);

} // namespace crocum
