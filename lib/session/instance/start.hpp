#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Starts what is off of a ready instance (the host was rebooted, a student switched a machine off, somebody paused
/// it): networks and pools first, then the machines, with no apply. Returns whether there was anything to do. Throws
/// Error when a machine is gone, or when the image that its disk stands on is gone or changed.
bool start_stopped_machines(Context& context, Instance& instance);

/// The boot id of this host, for an instance on a libvirt of this host; empty otherwise.
[[nodiscard]] std::string boot_of(const Instance& instance);

} // namespace crocum
