#pragma once

#include "lib/check/collect.hpp"

namespace crocum {

/// Sets the points of all checks of a lab: from lab.yaml, else from the suite; 0 for a check that the suite skips
/// everywhere; then scaled to lab.yaml's total. Throws UsageError when lab.yaml has an unknown id, or a total although
/// no check has points.
void apply_points(std::vector<CollectedSuite>& suites, const Lab& lab);

} // namespace crocum
