#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Plans, records the names, refuses what is not the instance's, applies, records what came of it. With
/// `replace_leftovers`, what is provably an earlier making of the same instance is removed first.
void make(
    Context& context,
    const Lab& lab,
    Instance& instance,
    const Instances& instances,
    const Lock& lock,
    bool replace_leftovers);

} // namespace crocum
