#pragma once

#include "lib/session/session.hpp"

namespace crocum {

/// Tells the observer what of the instance stands; nothing where it has no libvirt. Takes 3 s at most.
void tell_what_stands(Session& session, const Instance& instance);

/// Runs `work`. When a signal ends it, the observer is told what of the instance stands; the interruption goes on.
void telling_what_stands(Session& session, const Instance& instance, const std::function<void()>& work);

/// Throws LeftoverError where an instance without a record has a Terraform state that says that something stands.
void require_no_lost_state(const Instances& instances, const InstanceId& id);

/// Throws LeftoverError where a down has left something.
void require_gone(const DownResult& removal);

} // namespace crocum
