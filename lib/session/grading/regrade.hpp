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
    std::optional<CheckResult> before; ///< nothing: the lab has it only since the attempt
    std::optional<CheckResult> after;  ///< nothing: the lab does not have it any more
    std::vector<std::string> what;     ///< points, title, number, visibility, tags, verdict, message
};

/// How results differ in anything that somebody is told of them; by id, in the order of `after`.
[[nodiscard]] std::vector<CheckChange> changes(
    const std::vector<CheckResult>& before, const std::vector<CheckResult>& after);

struct RegradeOutcome {
    InstanceId id;
    std::optional<Grading> before; ///< the standing attempt; nothing where there is none
    std::optional<Grading> after;  ///< what it becomes; nothing where it was partial
    std::vector<CheckChange> changed;
    std::vector<std::string> other_suites; ///< suites that differ from those that were run
    bool written = false;
    std::string error; ///< why nothing could be done, with what helps
    Exit exit = Exit::done;
};

struct RegradeOptions {
    std::vector<std::string> students; ///< empty: everybody with an attempt of the lab
    bool dry_run = false;
};

/// Gives the standing attempts the points, titles and visibility that the lab's checks have now, without the machines,
/// and keeps that beside them. `tell` gets each outcome before it is written. Trouble with one student keeps no other
/// from being regraded. Throws UsageError where the lab's checks cannot be collected, Error where it has none.
std::vector<RegradeOutcome> regrade(
    Context& context,
    const Lab& lab,
    const RegradeOptions& options,
    const std::function<void(const RegradeOutcome&)>& tell);

} // namespace crocum
