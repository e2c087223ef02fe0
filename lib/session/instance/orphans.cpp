#include "lib/session/instance/orphans.hpp"

#include "lib/base/error.hpp"

#include <algorithm>

namespace crocum {

namespace {

Orphan& orphan_with(std::vector<Orphan>& orphans, const OwnerMark& mark, const std::string& uri) {
    const auto found =
        std::find_if(orphans.begin(), orphans.end(), [&](const Orphan& known) { return known.mark == mark; });
    if (found != orphans.end()) {
        return *found;
    }
    orphans.push_back({mark, uri, {}, {}});
    return orphans.back();
}

/// Adds the objects that one domain uses and that are not recorded as its own.
void name_unrecorded(
    const MachineUse& use, const std::map<ResourceName, std::string>& belongings, std::vector<Leftover>& untouched) {
    const auto reason = "domain " + use.machine + " used it, and crocum has not recorded it as created";
    auto held = use.volumes;
    for (const auto& network : use.networks) {
        held.insert({ResourceKind::network, network, ""});
    }
    for (const auto& resource : held) {
        if (belongings.count(resource) == 0) {
            untouched.push_back({resource, reason, ""});
        }
    }
    for (const auto& path : use.files) {
        const auto recorded = std::any_of(belongings.begin(), belongings.end(), [&](const auto& entry) {
            return entry.first.kind == ResourceKind::volume && entry.second == path;
        });
        if (!recorded) {
            untouched.push_back({{ResourceKind::volume, path, ""}, reason, ""});
        }
    }
}

} // namespace

bool mark_matches_uuid(const std::map<ResourceName, std::string>& belongings, const std::optional<std::string>& uuid) {
    return std::any_of(belongings.begin(), belongings.end(), [&](const auto& entry) {
        return entry.first.kind == ResourceKind::domain && entry.second == uuid;
    });
}

Marked marked_domains(const Context& context, const Provider& provider, const std::set<std::string>& recorded) {
    Marked marked;
    const Instances instances(context.config.state);
    for (const auto& [name, state] : provider.machines()) {
        if (recorded.count(name) != 0) {
            continue;
        }
        const auto mark = provider.owner(name);
        if (!mark) {
            continue;
        }
        auto belongings = provider.belongings(name);
        if (!mark_matches_uuid(belongings, state.uuid)) {
            continue;
        }
        const bool ours = mark->state == context.config.state.string();
        if (ours && instances.mark({mark->lab, mark->student}) == mark->instance) {
            continue;
        }
        auto& list = ours ? marked.orphans : marked.elsewhere;
        auto& orphan = orphan_with(list, *mark, provider.uri());
        orphan.domains.insert({ResourceKind::domain, name, ""});
        orphan.belongings.merge(belongings);
    }
    return marked;
}

std::set<std::string> recorded_domains(const Context& context, const std::string& uri) {
    std::set<std::string> names;
    const Instances instances(context.config.state);
    for (const auto& id : instances.all()) {
        try {
            const auto instance = instances.find(id);
            if (!instance || instance->uri != uri) {
                continue;
            }
            for (const auto& resource : instance->resources) {
                if (resource.kind == ResourceKind::domain) {
                    names.insert(resource.name);
                }
            }
        } catch (const Error&) {
            continue;
        }
    }
    return names;
}

std::vector<Leftover> unrecorded(
    const std::vector<MachineUse>& uses,
    const std::set<ResourceName>& domains,
    const std::map<ResourceName, std::string>& belongings) {
    std::vector<Leftover> untouched;
    for (const auto& use : uses) {
        if (domains.count({ResourceKind::domain, use.machine, ""}) != 0) {
            name_unrecorded(use, belongings, untouched);
        }
    }
    return untouched;
}

void keep_on_record(Instance& instance, const Orphan& orphan, const std::vector<Leftover>& left) {
    for (const auto& leftover : left) {
        if (leftover.resource.kind == ResourceKind::domain) {
            continue;
        }
        instance.resources.insert(leftover.resource);
        if (const auto known = orphan.belongings.find(leftover.resource); known != orphan.belongings.end()) {
            instance.uuids.insert(*known);
        }
    }
}

Instance adopted(const Orphan& orphan) {
    Instance instance;
    instance.id = orphan.id();
    instance.mark = orphan.mark.instance;
    instance.phase = Phase::removing;
    instance.uri = orphan.uri;
    instance.created = to_iso(current_time());
    instance.uuids = orphan.belongings;
    // A domain's mark is valid only for itself: other domains in its list need a mark of their own.
    instance.resources = orphan.domains;
    for (const auto& [resource, key] : orphan.belongings) {
        if (resource.kind != ResourceKind::domain) {
            instance.resources.insert(resource);
        }
    }
    return instance;
}

} // namespace crocum
