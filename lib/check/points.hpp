#pragma once

#include "lib/check/collect.hpp"

namespace crocum {

/// Gives the checks of a whole lab the points that they are worth: what the suite says, or lab.yaml's word for that id;
/// nothing for a check that the suite skips everywhere; and all of them scaled to lab.yaml's total.
/// Throws UsageError where lab.yaml names an id that no suite has, or a total that nothing can be scaled to.
void apply_points(std::vector<CollectedSuite>& suites, const Lab& lab);

} // namespace crocum
