#pragma once

#include "lib/base/json.hpp"
#include "lib/hypervisor/hypervisor.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// What Terraform's documents say about things on the hypervisor.

struct PlannedResources {
    std::set<ResourceName> created;   ///< everything that the plan makes
    std::set<ResourceName> new_names; ///< of those, what does not replace a thing that Terraform already knows
};

/// What a plan (`terraform show -json PLAN`) will make. Throws Error for a name that is known only after apply: what
/// cannot be recorded beforehand cannot be owned.
[[nodiscard]] PlannedResources planned_resources(const Json& plan);

/// What a state (`terraform show -json`) has, with UUIDs (domains, networks, pools) or keys (volumes).
[[nodiscard]] std::map<ResourceName, std::string> resources_in_state(const Json& state);

/// A domain's name without "<student>-<lab>-".
[[nodiscard]] std::string machine_name(const std::string& domain, const std::string& student, const std::string& lab);

} // namespace crocum
