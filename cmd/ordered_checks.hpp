#pragma once

#include "lib/check/check.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// The checks of several machines, which end in any order, machine by machine. What is checked after a reboot comes as
/// it ends.
class OrderedChecks {
public:
    /// `machines`: with suites, in the order of the result. A single one has nothing to wait for.
    explicit OrderedChecks(std::vector<std::string> machines) : machines_(std::move(machines)) {}

    /// A suite starts to run for a machine.
    void begin(const std::string& machine, std::size_t checks) { missing_[machine] = checks; }

    /// Takes a check that ended; returns the checks that can be shown now.
    [[nodiscard]] std::vector<CheckResult> take(const CheckResult& result);

    /// Returns all checks that were not returned yet.
    [[nodiscard]] std::vector<CheckResult> rest();

private:
    std::vector<CheckResult> next();

    std::vector<std::string> machines_; ///< whose checks are not all returned
    std::map<std::string, std::size_t> missing_;
    std::map<std::string, std::vector<CheckResult>> held_;
};

} // namespace crocum
