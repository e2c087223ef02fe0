#pragma once

#include "lib/base/error.hpp"
#include "lib/check/check.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// How a regrade changes one check.
struct CheckChange {
    std::string id;
    std::optional<CheckResult> before; ///< nothing: the check was added after the attempt
    std::optional<CheckResult> after;  ///< nothing: the lab does not have it any more
    std::vector<std::string> what;     ///< points, title, number, visibility, tags, verdict, message
};

/// The differences between results in all fields that people see, by id, in the order of `after`.
[[nodiscard]] std::vector<CheckChange> changes(
    const std::vector<CheckResult>& before, const std::vector<CheckResult>& after);

struct RegradeOutcome {
    InstanceId id;
    std::optional<Grading> before; ///< the current attempt; nothing if there is none
    std::optional<Grading> after;  ///< the regraded attempt; nothing if it is partial
    std::vector<CheckChange> changed;
    std::vector<std::string> other_suites; ///< suites that differ from those that were run
    bool written = false;
    std::string error; ///< why the regrade failed, with a hint
    Exit exit = Exit::done;
};

struct RegradeOptions {
    std::vector<std::string> students; ///< empty: all students with an attempt of the lab
    bool dry_run = false;
};

/// Applies the points, titles and visibility of the lab's checks as they are now to the current attempts, without the
/// machines. The regrade is kept beside the measured result. `tell` gets each outcome before it is written. A failure
/// for one student does not stop the others. Throws UsageError when the checks cannot be collected, Error when there
/// are none.
std::vector<RegradeOutcome> regrade(
    Context& context,
    const Lab& lab,
    const RegradeOptions& options,
    const std::function<void(const RegradeOutcome&)>& tell);

} // namespace crocum
