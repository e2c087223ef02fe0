#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <set>

namespace crocum {

/// Whose is what stands, and what may be made. The caller holds the instance's lock.

/// Removes what an earlier making of this same instance, whose record was lost, left behind: domains with this state
/// directory's mark for it, and what they recorded as their own. Throws LeftoverError for what cannot be removed.
/// That is on the instance's record then.
void remove_earlier_instances(
    Context& context, const Provider& provider, Instance& instance, const Instances& instances);

/// Names of the plan that already stand: those that an earlier, interrupted making recorded are taken away again, and
/// anything else stops the making. Throws LeftoverError that names each thing and whose it is.
void remove_stale_resources(
    Context& context, const Provider& provider, const Instance& instance, const std::set<ResourceName>& names);

/// Writes the record with its names. Throws LeftoverError where another record of this state directory has one of them:
/// ids that join to the same text (lab a-b of ivan, lab b of ivan-a) are kept apart here, also when both are made at
/// the same time. So are two of the same mark, whose bridges would meet.
void claim(const Context& context, const Instance& instance, const Instances& instances);

} // namespace crocum
