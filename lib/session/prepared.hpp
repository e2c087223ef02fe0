#pragma once

#include "lib/session/selection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// What every attempt of one run is measured with: read from the lab's folder once, however many students there are.
struct PreparedChecks {
    std::vector<CollectedSuite> all;
    std::vector<SelectedSuite> suites; ///< with the checks that were asked for
    bool partial = false;              ///< some were left out
    std::string selection;             ///< what was asked for; empty: everything
    std::optional<Revision> revision;  ///< of the lab folder, where it is in git
};

/// Throws Error where there are no checks, and as select_checks does.
[[nodiscard]] PreparedChecks prepare_checks(Session& session, const Lab& lab, const CheckSelection& selection);

/// Grades one student's instance; `lateness` where there is a deadline. Throws as check() does. The second one has the
/// instance's lock already.
[[nodiscard]] CheckOutcome check(
    Session& session,
    const Lab& lab,
    const std::string& student,
    const PreparedChecks& checks,
    const std::optional<Lateness>& lateness);
[[nodiscard]] CheckOutcome check(
    Session& session,
    const Lock& held,
    const Lab& lab,
    const std::string& student,
    const PreparedChecks& checks,
    const std::optional<Lateness>& lateness);

} // namespace crocum
