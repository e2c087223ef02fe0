#pragma once

#include "lib/session/context.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/store/instance.hpp"

#include <functional>

namespace crocum {

/// Reports the existing resources of the instance to the observer, if it has a libvirt. Takes 3 s at most.
void report_remaining(Context& context, const Instance& instance);

/// Runs `work`. When a signal interrupts it, reports the existing resources, and rethrows Interrupted.
void reporting_remaining(Context& context, const Instance& instance, const std::function<void()>& work);

/// Throws LeftoverError when an instance without a record has a Terraform state with resources.
void require_no_orphaned_state(const Instances& instances, const InstanceId& id);

/// Throws LeftoverError when a down has left resources.
void require_gone(const DownResult& removal);

} // namespace crocum
