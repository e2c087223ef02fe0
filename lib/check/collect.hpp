#pragma once

#include "lib/base/clock.hpp"
#include "lib/check/suite.hpp"
#include "lib/config/config.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// How collection is done on this host.
struct Collector {
    std::filesystem::path python;
    std::filesystem::path cache; ///< a folder for what was collected, by digest of suite and runtime
    Seconds timeout{60};
    /// Whether what could not be collected the last time is taken as it was: for a look, not for a grade.
    bool recalls_failures = false;
};

[[nodiscard]] Collector collector_for(const Config& config);

/// The checks of a suite, read from the host's copy, with the points that the suite gives them. Nothing of it runs.
/// Throws Error with file, line and reason when the suite does not import, skips itself, or misuses a marker.
[[nodiscard]] std::vector<Check> collect(const Suite& suite, const Collector& collector);

/// A suite with its checks.
struct CollectedSuite {
    Suite suite;
    std::vector<Check> checks;
};

/// Every suite of a lab that has checks, with the points that lab.yaml and its total give them: the denominator. Throws
/// Error as collect does, and UsageError where lab.yaml gives points to a check that there is not.
[[nodiscard]] std::vector<CollectedSuite> collect_lab(const Lab& lab, const Collector& collector);

/// Which checks pytest's -k selects. Throws UsageError where the expression is none.
[[nodiscard]] std::set<std::string> select(
    const std::vector<CollectedSuite>& suites, const std::string& keyword, const Collector& collector);

} // namespace crocum
