#pragma once

#include "lib/check/collect.hpp"

#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Which checks are asked for: those that every part of it that is not empty selects.
struct CheckSelection {
    std::set<std::string> machines; ///< "lab" for the checks across machines
    std::string keyword;            ///< pytest's -k
    std::set<std::string> tags;     ///< any of these
};

/// A suite with those of its checks that were asked for.
struct SelectedSuite {
    Suite suite;
    std::vector<Check> checks;
    bool all = true; ///< none is left out
};

/// What is left of a lab's suites. Throws Error where that is nothing, UsageError for a tag that no check has.
[[nodiscard]] std::vector<SelectedSuite> select_checks(
    const std::vector<CollectedSuite>& suites, const CheckSelection& selection, const Collector& collector);

/// The selection as the command line has it; empty where everything was asked for.
[[nodiscard]] std::string to_string(const CheckSelection& selection);

} // namespace crocum
