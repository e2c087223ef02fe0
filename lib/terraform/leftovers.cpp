#include "lib/terraform/leftovers.hpp"

#include "lib/base/error.hpp"

#include <algorithm>
#include <optional>

namespace crocum {

Survey survey(const Provider& provider, const std::set<ResourceName>& resources) {
    Survey result;
    for (const auto& resource : resources) {
        try {
            if (const auto found = provider.find(resource)) {
                result.existing.emplace(resource, *found);
            }
        } catch (const UnreachableError&) {
            throw;
        } catch (const Error& error) {
            result.unknown.push_back({resource, error.what(), error.hint});
        }
    }
    return result;
}

namespace {

/// The reason why an existing object with a name of the instance has to stay: it belongs to another owner, or is in
/// use.
std::optional<Leftover> why_it_stays(
    const Provider& provider,
    const ResourceName& resource,
    const std::string& found,
    const std::map<ResourceName, std::string>& uuids,
    const OwnerMark& owner,
    const std::vector<MachineUse>& uses) {
    const auto virsh = "virsh -c " + provider.uri();
    const auto other_name = fmt::format(
        "{0} domrename {1} NEW-NAME keeps it, {0} undefine {1} removes it (once it is off)", virsh, resource.name);
    const auto recorded = uuids.find(resource);
    if (recorded != uuids.end() && recorded->second != found) {
        return Leftover{
            resource,
            "it is not the recorded object (" + recorded->second + "), but " + found,
            resource.kind == ResourceKind::domain ? other_name : "Give that object another name, or remove it"};
    }
    if (resource.kind == ResourceKind::domain) {
        const auto mark = provider.owner(resource.name);
        if (mark && !mark->is_of(owner, recorded != uuids.end())) {
            return Leftover{
                resource,
                fmt::format(
                    "it belongs to another instance: lab {}, student {}, recorded in {}",
                    mark->lab,
                    mark->student,
                    mark->state),
                other_name};
        }
    }
    if (resource.kind != ResourceKind::domain) {
        const auto user =
            std::find_if(uses.begin(), uses.end(), [&](const MachineUse& use) { return use.has(resource, found); });
        if (user != uses.end()) {
            return Leftover{
                resource,
                "domain " + user->machine + " uses it",
                fmt::format("{} edit {} takes it from that domain", virsh, user->machine)};
        }
    }
    return std::nullopt;
}

} // namespace

std::vector<Leftover> remove_existing(
    const Provider& provider,
    const std::set<ResourceName>& resources,
    const std::map<ResourceName, std::string>& uuids,
    const OwnerMark& owner,
    const std::function<void(const ResourceName&)>& removed) {
    std::vector<Leftover> left;
    std::optional<std::vector<MachineUse>> uses;
    // ResourceName sorts by kind, and ResourceKind is in the order of removal.
    for (const auto& resource : resources) {
        try {
            const auto found = provider.find(resource);
            if (!found) {
                continue;
            }
            if (!uses && resource.kind != ResourceKind::domain) {
                uses = provider.uses(); // Asked after the instance's own domains are removed.
            }
            const auto kept = std::find_if(left.begin(), left.end(), [&](const Leftover& one) {
                return resource.kind == ResourceKind::pool && one.resource.pool == resource.name;
            });
            if (kept != left.end()) {
                left.push_back({resource, to_string(kept->resource) + " stays", ""});
                continue;
            }
            if (auto stays =
                    why_it_stays(provider, resource, *found, uuids, owner, uses ? *uses : std::vector<MachineUse>())) {
                left.push_back(std::move(*stays));
                continue;
            }
            provider.remove(resource);
            if (provider.find(resource)) {
                left.push_back({resource, "libvirt reported its removal, but it still exists", ""});
            } else {
                removed(resource);
            }
        } catch (const UnreachableError&) {
            throw;
        } catch (const Error& error) {
            left.push_back({resource, error.what(), error.hint});
        }
    }
    return left;
}

} // namespace crocum
