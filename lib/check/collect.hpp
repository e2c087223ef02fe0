#pragma once

#include "lib/base/clock.hpp"
#include "lib/check/suite.hpp"
#include "lib/config/config.hpp"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Settings of the collection on this host.
struct Collector {
    std::filesystem::path python;
    std::filesystem::path cache; ///< folder with earlier collections, by digest of suite and runtime
    Seconds timeout{60};
    /// Whether a cached failure is used again: for listings, not for grading.
    bool recalls_failures = false;
};

[[nodiscard]] Collector collector_for(const Config& config);

/// The checks of a suite, read from the host's copy, with their points from the suite. No test is run. Throws Error
/// with file, line and reason when the suite does not import, skips itself, or misuses a marker.
[[nodiscard]] std::vector<Check> collect(const Suite& suite, const Collector& collector);

/// A mistake, or probable mistake, of a suite that can be collected.
struct Finding {
    std::string file; ///< below the folder of suites
    int line = 0;     ///< 0 if it is about the whole file
    bool is_error = false;
    std::string message;
};

/// Reads the suite once more for mistakes that would show in a run only, or never: checks that pytest does not run or
/// that cannot fail, lost checks, fixtures that do not exist. This collection looks like one on another machine: ids
/// that differ from those of `checks`, which collect() returned, are errors. No test is run. Throws Error
/// when Python cannot be run.
[[nodiscard]] std::vector<Finding> review(
    const Suite& suite, const std::vector<Check>& checks, const Collector& collector);

/// The same for a suite that collect() refuses: what can be said of its other parts, and each marker that pytest does
/// not know. What cannot be collected at all is not in it.
[[nodiscard]] std::vector<Finding> review_uncollected(const Suite& suite, const Collector& collector);

/// A suite with its checks.
struct CollectedSuite {
    Suite suite;
    std::vector<Check> checks;
};

/// Every suite of a lab that has checks, with the points that lab.yaml and its total give them: the denominator. Throws
/// Error as collect does, and UsageError when lab.yaml gives points to an unknown check.
[[nodiscard]] std::vector<CollectedSuite> collect_lab(const Lab& lab, const Collector& collector);

/// The checks that pytest's -k selects. Throws UsageError when the expression is invalid.
[[nodiscard]] std::set<std::string> select(
    const std::vector<CollectedSuite>& suites, const std::string& keyword, const Collector& collector);

} // namespace crocum
