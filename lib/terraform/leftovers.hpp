#pragma once

#include "lib/provider/provider.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// Something that still stands, and why it could not or may not be removed.
struct Leftover {
    ResourceName resource;
    std::string reason;
    std::string remedy; ///< what somebody can do about it; empty where the reason says it all
};

/// What the provider says of some names.
struct Survey {
    std::map<ResourceName, std::string> existing; ///< with UUID or key
    std::vector<Leftover> unknown;                ///< what cannot be looked for (its pool is not active), and why
};

[[nodiscard]] Survey survey(const Provider& provider, const std::set<ResourceName>& resources);

/// Removes what stands under these names: domains first, then their disks and networks. What carries another instance's
/// mark, or another UUID than the one recorded in `uuids`, is somebody else's making and never touched. `removed` is
/// called for each one that is gone. Returns what stands after it all, as the provider says.
[[nodiscard]] std::vector<Leftover> remove_existing(
    const Provider& provider,
    const std::set<ResourceName>& resources,
    const std::map<ResourceName, std::string>& uuids,
    const OwnerMark& owner,
    const std::function<void(const ResourceName&)>& removed);

} // namespace crocum
