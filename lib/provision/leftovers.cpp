#include "lib/provision/leftovers.hpp"

#include "lib/base/error.hpp"

#include <algorithm>
#include <optional>

namespace crocum {

Survey survey(const Hypervisor& hypervisor, const std::set<ResourceName>& resources) {
    Survey result;
    for (const auto& resource : resources) {
        try {
            if (hypervisor.find(resource)) {
                result.standing.insert(resource);
            }
        } catch (const UnreachableError&) {
            throw;
        } catch (const Error& error) {
            result.unknown.push_back({resource, error.what()});
        }
    }
    return result;
}

std::vector<Leftover> remove_standing(
    const Hypervisor& hypervisor,
    const std::set<ResourceName>& resources,
    const std::map<ResourceName, std::string>& uuids,
    const OwnerMark& owner,
    const std::function<void(const ResourceName&)>& removed) {
    std::vector<Leftover> left;
    std::optional<std::vector<DomainUse>> uses;
    // ResourceName sorts by kind, and ResourceKind is in the order in which things can go.
    for (const auto& resource : resources) {
        try {
            const auto found = hypervisor.find(resource);
            if (!found) {
                continue;
            }
            const auto recorded = uuids.find(resource);
            if (recorded != uuids.end() && recorded->second != *found) {
                left.push_back({resource, "it is not the one that was made (" + recorded->second + "), but " + *found});
                continue;
            }
            if (resource.kind == ResourceKind::domain) {
                const auto mark = hypervisor.owner(resource.name);
                if (mark && *mark != owner) {
                    left.push_back(
                        {resource,
                         "it belongs to another instance: lab " + mark->lab + ", student " + mark->student +
                             ", recorded in " + mark->state});
                    continue;
                }
            }
            if (resource.kind == ResourceKind::volume || resource.kind == ResourceKind::network) {
                // Its own domains have gone by now.
                if (!uses) {
                    uses = hypervisor.uses();
                }
                const auto user = std::find_if(
                    uses->begin(), uses->end(), [&](const DomainUse& use) { return use.has(resource, *found); });
                if (user != uses->end()) {
                    left.push_back({resource, "domain " + user->domain + " uses it"});
                    continue;
                }
            }
            hypervisor.remove(resource);
            if (hypervisor.find(resource)) {
                left.push_back({resource, "libvirt removed it, and it still stands"});
            } else {
                removed(resource);
            }
        } catch (const UnreachableError&) {
            throw;
        } catch (const Error& error) {
            left.push_back({resource, error.what()});
        }
    }
    return left;
}

} // namespace crocum
