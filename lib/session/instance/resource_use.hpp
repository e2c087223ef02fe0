#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"
#include "lib/terraform/leftovers.hpp"

#include <vector>

namespace crocum {

/// Machines, disks and pools that belong to an instance although their names are not on record.

/// The networks, disks and files that the machines of the instance use.
[[nodiscard]] std::vector<MachineUse> uses_of_own_machines(const Provider& provider, const Instance& instance);

/// Adds overlays that snapshots put on the disks of the instance to its record, so that they are removed too: without
/// the domain, nothing refers to them.
void adopt_snapshots(
    Context& context, const Provider& provider, const std::vector<MachineUse>& own, Instance& instance);

/// Starts pools of the instance that are off, so that libvirt shows their volumes. Notes volumes that are not on
/// record.
void start_pools(Context& context, const Provider& provider, const Instance& instance);

/// Adds the files of disks that are in no pool, or whose pool was removed: libvirt does not know them, but the files
/// still exist.
void add_forgotten_files(const Instance& instance, const std::vector<MachineUse>& own, std::vector<Leftover>& left);

} // namespace crocum
