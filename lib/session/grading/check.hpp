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
#include <set>
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
    std::vector<SelectedSuite> suites;          ///< with the selected checks
    bool partial = false;                       ///< some checks are not selected
    std::string selection;                      ///< as text; empty: everything
    std::optional<Revision> revision;           ///< of the lab folder, if it is in git
    std::string title;                          ///< of the lab
    AttemptPolicy policy = AttemptPolicy::last; ///< likewise
};

/// The number of machines that have checks.
[[nodiscard]] std::size_t machines_in(const PreparedChecks& checks);

/// Collects and selects the checks. Throws Error when there are none, and as select_checks does.
[[nodiscard]] PreparedChecks prepare_checks(Context& context, const Lab& lab, const CheckSelection& selection);

/// Throws, with hints, when there is no ready instance of the lab for the student, when it was created from another
/// folder, or when it has no machine of one of these names.
void require_gradable(
    const Context& context, const Lab& lab, const std::string& student, const std::set<std::string>& machines);

/// The time for which an attempt counts.
struct CountedTime {
    Time at;
    std::optional<Lateness> lateness; ///< for the deadline of this run alone
};

/// Grades a student's instance in one attempt. The caller holds the instance's lock. Throws as require_gradable() for
/// the machines of the suites.
[[nodiscard]] CheckOutcome check(
    Context& context,
    const Lock& held,
    const Lab& lab,
    const std::string& student,
    const PreparedChecks& checks,
    const CountedTime& counted);

} // namespace crocum
