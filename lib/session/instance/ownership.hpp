#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/instance_record.hpp"

#include <set>

namespace crocum {

/// Ownership checks before resources are created. The caller holds the instance's lock.

/// Removes an orphaned earlier instance of the same student and lab: domains with the mark of this state directory for
/// it, and the resources that they list as their own. Throws LeftoverError for resources that cannot be removed; they
/// are then on the record of the new instance.
void remove_earlier_instances(Context& context, const Provider& provider, InstanceRecord& record);

/// Removes resources with names of the plan that an earlier, interrupted `up` recorded. Throws LeftoverError for names
/// that other owners use; it names each object and its owner.
void remove_stale_resources(
    Context& context, const Provider& provider, const Instance& instance, const std::set<ResourceName>& names);

/// Held while names or machines are compared with those on record, and recorded.
[[nodiscard]] Lock lock_claims(const Context& context);

/// Replaces the record by `claimed`, with its names. Throws LeftoverError when another record of this state directory
/// has one of them. This detects ids that join to the same text (lab a-b of ivan, lab b of ivan-a), also when both
/// instances are created at the same time, and two instances with the same mark, whose bridges would have the same
/// name.
void claim(const Context& context, InstanceRecord& record, Instance claimed);

} // namespace crocum
