#pragma once

#include "lib/provider/provider.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// An object that still exists, and the reason why it was not removed.
struct Leftover {
    ResourceName resource;
    std::string reason;
    std::string remedy; ///< advice for the user; empty when the reason is enough
};

/// The provider's objects with some names.
struct Survey {
    std::map<ResourceName, std::string> existing; ///< with UUID or key
    std::vector<Leftover> unknown;                ///< objects that cannot be looked up (inactive pool), and the reasons
};

[[nodiscard]] Survey survey(const Provider& provider, const std::set<ResourceName>& resources);

/// Removes the existing objects with these names: domains first, then their disks and networks. An object with another
/// instance's mark, or with a UUID that differs from the one in `uuids`, belongs to another owner and is never removed.
/// `removed` is called for each removed object. Returns the objects that the provider still has afterwards.
[[nodiscard]] std::vector<Leftover> remove_existing(
    const Provider& provider,
    const std::set<ResourceName>& resources,
    const std::map<ResourceName, std::string>& uuids,
    const OwnerMark& owner,
    const std::function<void(const ResourceName&)>& removed);

} // namespace crocum
