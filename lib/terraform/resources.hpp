#pragma once

#include "lib/base/json.hpp"
#include "lib/provider/provider.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// What Terraform's documents say about things on the provider.

struct PlannedResources {
    std::set<ResourceName> created;   ///< everything that the plan makes
    std::set<ResourceName> new_names; ///< of those, what does not replace a thing that Terraform already knows
    std::map<std::string, ResourceName> addresses; ///< of those, by Terraform's address: libvirt_domain.r1
    std::set<ResourceName> destroyed;              ///< what the plan takes away or replaces
    std::set<ResourceName> kept;                   ///< what Terraform knows already and leaves or changes in place
    std::vector<std::string> imported;             ///< addresses of what it takes over from elsewhere
    std::set<std::string> others; ///< addresses of what is made elsewhere than on libvirt: only Terraform can remove it
    std::string uri;              ///< of the libvirt that the lab's provider block names; empty where it names none
    std::uint64_t memory = 0;     ///< bytes that the machines which it makes may take
    std::map<std::string, std::uint64_t> disk; ///< by pool: bytes that the volumes which it makes will take at first
    std::set<std::string> variables;           ///< those that the lab declares
};

/// What a plan (`terraform show -json PLAN`) will make. Throws Error for a name that is known only after apply: what
/// cannot be recorded beforehand cannot be owned. Throws Error, too, where two things would have one name.
[[nodiscard]] PlannedResources planned_resources(const Json& plan);

/// What a state (`terraform show -json`) has, with UUIDs (domains, networks, pools) or keys (volumes).
[[nodiscard]] std::map<ResourceName, std::string> resources_in_state(const Json& state);

/// The same of a state file (terraform.tfstate, version 4), read without Terraform. Throws Error when the file is none.
[[nodiscard]] std::map<ResourceName, std::string> resources_in_state_file(const Json& file);

/// Addresses of what a state file has elsewhere than on libvirt. Things that exist in the state alone (random_id,
/// terraform_data, …) are left out. Throws Error when the file is no state.
[[nodiscard]] std::set<std::string> others_in_state_file(const Json& file);

/// A domain's name without "<student>-<lab>-".
[[nodiscard]] std::string machine_name(const std::string& domain, const std::string& student, const std::string& lab);

} // namespace crocum
