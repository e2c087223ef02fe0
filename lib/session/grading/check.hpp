#pragma once

#include "lib/check/collect.hpp"
#include "lib/lab/lab.hpp"
#include "lib/lab/revision.hpp"
#include "lib/session/context.hpp"
#include "lib/session/grading/check_selection.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/lateness.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

struct CheckOutcome {
    Attempt attempt;
    std::filesystem::path folder; ///< where it is kept
};

/// What every attempt of one run is measured with: read from the lab's folder once, however many students there are.
struct PreparedChecks {
    std::vector<CollectedSuite> all;
    std::vector<SelectedSuite> suites; ///< with the checks that were asked for
    bool partial = false;              ///< some were left out
    std::string selection;             ///< what was asked for; empty: everything
    std::optional<Revision> revision;  ///< of the lab folder, where it is in git
};

/// Machines that an attempt has to do with.
[[nodiscard]] std::size_t machines_in(const PreparedChecks& checks);

/// Throws Error where there are no checks, and as select_checks does.
[[nodiscard]] PreparedChecks prepare_checks(Context& context, const Lab& lab, const CheckSelection& selection);

/// Grades one student's instance; `lateness` where there is a deadline. Throws as check() does. The second one has the
/// instance's lock already.
[[nodiscard]] CheckOutcome check(
    Context& context,
    const Lab& lab,
    const std::string& student,
    const PreparedChecks& checks,
    const std::optional<Lateness>& lateness);
[[nodiscard]] CheckOutcome check(
    Context& context,
    const Lock& held,
    const Lab& lab,
    const std::string& student,
    const PreparedChecks& checks,
    const std::optional<Lateness>& lateness);

/// Grades the instance: one attempt, partial where the selection leaves checks out.
/// Throws Error when there is nothing to check or no instance.
[[nodiscard]] CheckOutcome check(
    Context& context,
    const Lab& lab,
    const std::string& student,
    const CheckSelection& selection = {},
    std::optional<Time> deadline = std::nullopt);

} // namespace crocum
