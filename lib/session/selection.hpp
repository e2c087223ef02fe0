#pragma once

#include "lib/check/collect.hpp"
#include "lib/session/session.hpp"

namespace crocum {

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
