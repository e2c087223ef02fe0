#pragma once

#include "lib/base/json.hpp"
#include "lib/provider/provider.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Terraform's documents about resources on the provider.

struct PlannedResources {
    std::set<ResourceName> created;                ///< all resources that the plan creates
    std::set<ResourceName> new_names;              ///< of those, resources that do not replace one in the state
    std::map<std::string, ResourceName> addresses; ///< of those, by Terraform's address: libvirt_domain.r1
    std::set<ResourceName> destroyed;              ///< resources that the plan removes or replaces
    std::set<ResourceName> kept;                   ///< resources in the state that stay or change in place
    std::vector<std::string> imported;             ///< addresses of imported resources
    std::set<std::string>
        others;               ///< addresses of created resources outside of libvirt, which only Terraform can remove
    std::string uri;          ///< the libvirt URI of the lab's provider block; empty when it has none
    std::uint64_t memory = 0; ///< bytes that the created machines may use
    std::map<std::string, std::uint64_t> disk; ///< by pool: bytes that the created volumes use at first
    std::set<std::string> variables;           ///< declared in the lab
};

/// The changes of a plan (`terraform show -json PLAN`). Throws Error for a name that is known only after the apply,
/// because crocum records names before the apply, and when two resources would have one name.
[[nodiscard]] PlannedResources planned_resources(const Json& plan);

/// The resources of a state (`terraform show -json`), with UUIDs (domains, networks, pools) or keys (volumes).
[[nodiscard]] std::map<ResourceName, std::string> resources_in_state(const Json& state);

/// The same of a state file (terraform.tfstate, version 4), read without Terraform. Throws Error when it is not a state
/// file.
[[nodiscard]] std::map<ResourceName, std::string> resources_in_state_file(const Json& file);

/// Addresses of a state file's resources outside of libvirt. Resources that exist only in the state (random_id,
/// terraform_data, …) are left out. Throws Error when it is not a state file.
[[nodiscard]] std::set<std::string> others_in_state_file(const Json& file);

/// A domain's name without "<student>-<lab>-".
[[nodiscard]] std::string machine_name(const std::string& domain, const std::string& student, const std::string& lab);

} // namespace crocum
