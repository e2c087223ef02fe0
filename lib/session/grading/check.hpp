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
    std::filesystem::path folder; ///< of the kept attempt
};

/// The collected checks for all attempts of one run: read from the lab folder once, for any number of students.
struct PreparedChecks {
    std::vector<CollectedSuite> all;
    std::vector<SelectedSuite> suites; ///< with the selected checks
    bool partial = false;              ///< some checks are not selected
    std::string selection;             ///< as text; empty: everything
    std::optional<Revision> revision;  ///< of the lab folder, if it is in git
};

/// The number of machines that have checks.
[[nodiscard]] std::size_t machines_in(const PreparedChecks& checks);

/// Collects and selects the checks. Throws Error when there are none, and as select_checks does.
[[nodiscard]] PreparedChecks prepare_checks(Context& context, const Lab& lab, const CheckSelection& selection);

/// Grades one student's instance; `lateness` is given if there is a deadline. Throws as check() does. The second
/// overload is for callers that hold the instance's lock.
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

/// Grades the instance in one attempt, which is partial when the selection leaves checks out.
/// Throws Error when there is nothing to check or no instance.
[[nodiscard]] CheckOutcome check(
    Context& context,
    const Lab& lab,
    const std::string& student,
    const CheckSelection& selection = {},
    std::optional<Time> deadline = std::nullopt);

} // namespace crocum
