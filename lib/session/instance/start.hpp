#pragma once

#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

/// Starts the machines of a ready instance that are not running (after a reboot of the host, a shutdown, a pause):
/// networks and pools first, then the machines, without an apply. Returns whether a machine was started. Throws Error
/// when a machine does not exist any more, or when the image of its disk is missing or changed.
bool start_stopped_machines(Context& context, Instance& instance);

/// The boot id of this host, for an instance on a libvirt of this host; empty otherwise.
[[nodiscard]] std::string boot_of(const Instance& instance);

} // namespace crocum
