#pragma once

#include "lib/check/check.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// How a regrade changes one check.
struct CheckChange {
    std::string id;
    std::optional<CheckResult> before; ///< nothing: the check was added after the attempt
    std::optional<CheckResult> after;  ///< nothing: the lab does not have it any more
    std::vector<std::string> what;     ///< points, title, number, visibility, tags, verdict, message
};

/// The differences between results in all fields that people see, by id, in the order of `after`.
[[nodiscard]] std::vector<CheckChange> changes(
    const std::vector<CheckResult>& before, const std::vector<CheckResult>& after);

} // namespace crocum
