#include "lib/session/instance/resource_use.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

#include <algorithm>
#include <filesystem>

namespace crocum {

void adopt_snapshots(
    Context& context, const Provider& provider, const std::vector<MachineUse>& own, Instance& instance) {
    const auto recorded = instance.uuids;
    const auto is_disk = [&](const std::string& path) {
        return std::any_of(recorded.begin(), recorded.end(), [&](const auto& entry) {
            return entry.first.kind == ResourceKind::volume && real_path(entry.second) == real_path(path);
        });
    };
    for (const auto& use : own) {
        if (std::none_of(use.backing.begin(), use.backing.end(), is_disk)) {
            continue;
        }
        for (const auto& path : use.files) {
            if (is_disk(path) || path != real_path(path)) {
                continue;
            }
            provider.refresh_pools(); // libvirt does not know the overlay's file yet.
            const auto overlay = provider.volume_at(path).value_or(ResourceName{ResourceKind::volume, path, ""});
            context.observer.note(fmt::format("{} is a snapshot of {}'s disk", to_string(overlay), use.machine));
            instance.resources.insert(overlay);
            instance.uuids[overlay] = path;
        }
    }
}

void add_forgotten_files(const Instance& instance, const std::vector<MachineUse>& own, std::vector<Leftover>& left) {
    for (const auto& entry : instance.uuids) {
        const auto& [resource, path] = entry;
        std::error_code unseen;
        if (resource.kind != ResourceKind::volume || !is_local(instance.uri) ||
            !std::filesystem::exists(path, unseen)) {
            continue;
        }
        // The marks of an orphaned instance prove nothing, unless its domains used the file.
        const auto used = [&](const MachineUse& use) { return use.has(entry.first, entry.second); };
        if (instance.engine.empty() && std::none_of(own.begin(), own.end(), used)) {
            continue;
        }
        const auto known = [&](const Leftover& one) { return one.resource == entry.first; };
        if (std::none_of(left.begin(), left.end(), known)) {
            left.push_back(
                {resource, "it is in no pool, but its file " + sanitize_line(path) + " exists", "Remove the file"});
        }
    }
}

void start_pools(Context& context, const Provider& provider, const Instance& instance) {
    for (const auto& [resource, uuid] : instance.uuids) {
        if (resource.kind != ResourceKind::pool || provider.find(resource) != uuid) {
            continue;
        }
        try {
            provider.start(resource);
        } catch (const Error&) {
            continue; // The reason is reported when the volumes in the pool cannot be found.
        }
        for (const auto& [volume, path] : provider.volumes(resource.name)) {
            if (instance.resources.count(volume) == 0) {
                context.observer.note(
                    fmt::format("kept {} with the file {}: crocum did not create it", to_string(volume), path));
            }
        }
    }
}

std::vector<MachineUse> uses_of_own_machines(const Provider& provider, const Instance& instance) {
    auto uses = provider.uses();
    std::erase_if(uses, [&](const MachineUse& use) {
        return instance.resources.count({ResourceKind::domain, use.machine, ""}) == 0;
    });
    return uses;
}

} // namespace crocum
