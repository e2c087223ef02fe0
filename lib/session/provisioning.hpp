#pragma once

#include "lib/provision/terraform.hpp"
#include "lib/session/session.hpp"

namespace crocum {

/// The steps on Terraform and the hypervisor that `up` and `down` share. The caller holds the instance's lock.

[[nodiscard]] Terraform terraform_for(
    const Session& session, const Instance& instance, const Instances& instances, const Lock& lock);

[[nodiscard]] OwnerMark owner_mark(const Session& session, const Instance& instance);

/// Plans, records the names, refuses what is not the instance's, applies, records what came of it. With
/// `replace_leftovers`, what is provably an earlier making of the same instance is removed first.
void make(
    Session& session,
    const Lab& lab,
    Instance& instance,
    const Instances& instances,
    const Lock& lock,
    bool replace_leftovers);

/// Takes down everything that the instance recorded and forgets it when nothing is left.
[[nodiscard]] DownResult unmake(Session& session, Instance& instance, const Instances& instances, const Lock& lock);

/// "domain demo-hello-srv (running), network demo-hello-lan", or "nothing": of what the instance recorded.
/// Throws UnreachableError.
[[nodiscard]] std::string what_stands(const Instance& instance);

} // namespace crocum
