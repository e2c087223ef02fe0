#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"
#include "lib/terraform/leftovers.hpp"

#include <vector>

namespace crocum {

/// What a down has to know of an instance's machines, disks and pools beyond the names on record.

/// What the machines of the instance hold on to.
[[nodiscard]] std::vector<MachineUse> uses_of_own_machines(const Provider& provider, const Instance& instance);

/// An overlay that somebody's snapshot put on a disk of the instance's is that machine's disk, and goes with it. It
/// comes on the record, since after its domain nobody knows of it.
void adopt_snapshots(
    Context& context, const Provider& provider, const std::vector<MachineUse>& own, Instance& instance);

/// A pool of the instance's that is off hides what is in it: it is started, so that libvirt can be asked for that. What
/// is in it and on no record is named.
void start_pools(Context& context, const Provider& provider, const Instance& instance);

/// Adds disks that libvirt forgot because somebody took their pool away, or that none had: the files are there all the
/// same.
void add_forgotten_files(const Instance& instance, const std::vector<MachineUse>& own, std::vector<Leftover>& left);

} // namespace crocum
