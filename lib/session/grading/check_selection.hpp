#pragma once

#include "lib/check/collect.hpp"

#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Selects checks: a check is selected if every non-empty part selects it.
struct CheckSelection {
    std::set<std::string> machines; ///< or across_machines
    std::string keyword;            ///< pytest's -k
    std::set<std::string> tags;     ///< any of these
};

/// A suite with its selected checks.
struct SelectedSuite {
    Suite suite;
    std::vector<Check> checks;
    bool all = true; ///< all checks of the suite are selected
};

/// The suites with selected checks. Throws Error when no check is selected, UsageError for a tag that no check has.
[[nodiscard]] std::vector<SelectedSuite> select_checks(
    const std::vector<CollectedSuite>& suites, const CheckSelection& selection, const Collector& collector);

/// The selection as on the command line; empty if everything is selected.
[[nodiscard]] std::string to_string(const CheckSelection& selection);

} // namespace crocum
