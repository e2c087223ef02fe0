#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Plans, records the names, refuses names that belong to others, applies, and records the result. With
/// `replace_leftovers`, first removes an orphaned earlier instance of the same student and lab.
void create_resources(
    Context& context,
    const Lab& lab,
    Instance& instance,
    const Instances& instances,
    const Lock& lock,
    bool replace_leftovers);

} // namespace crocum
