#include "lib/session/holdings.hpp"

#include "lib/base/text.hpp"

#include <algorithm>
#include <filesystem>

namespace crocum {

void adopt_snapshots(
    Session& session, const Hypervisor& hypervisor, const std::vector<DomainUse>& own, Instance& instance) {
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
            hypervisor.refresh_pools(); // It came without their knowing.
            const auto overlay = hypervisor.volume_at(path).value_or(ResourceName{ResourceKind::volume, path, ""});
            session.observer.note(fmt::format("{} is a snapshot of {}'s disk", to_string(overlay), use.domain));
            instance.resources.insert(overlay);
            instance.uuids[overlay] = path;
        }
    }
}

void add_forgotten_files(const Instance& instance, const std::vector<DomainUse>& own, std::vector<Leftover>& left) {
    for (const auto& entry : instance.uuids) {
        const auto& [resource, path] = entry;
        std::error_code unseen;
        if (resource.kind != ResourceKind::volume || !is_local(instance.uri) ||
            !std::filesystem::exists(path, unseen)) {
            continue;
        }
        // What the marks of a lost making say proves nothing, unless its domains used it.
        const auto used = [&](const DomainUse& use) { return use.has(entry.first, entry.second); };
        if (instance.engine.empty() && std::none_of(own.begin(), own.end(), used)) {
            continue;
        }
        const auto known = [&](const Leftover& one) { return one.resource == entry.first; };
        if (std::none_of(left.begin(), left.end(), known)) {
            left.push_back(
                {resource, "no pool has it, but its file " + sanitize_line(path) + " stands", "Remove the file"});
        }
    }
}

void start_pools(Session& session, const Hypervisor& hypervisor, const Instance& instance) {
    for (const auto& [resource, uuid] : instance.uuids) {
        if (resource.kind != ResourceKind::pool || hypervisor.find(resource) != uuid) {
            continue;
        }
        try {
            hypervisor.start(resource);
        } catch (const Error&) {
            continue; // Why is told when what is in it cannot be looked for.
        }
        for (const auto& [volume, path] : hypervisor.volumes(resource.name)) {
            if (instance.resources.count(volume) == 0) {
                session.observer.note(
                    fmt::format("left {} alone, whose file is {}: crocum did not make it", to_string(volume), path));
            }
        }
    }
}

std::vector<DomainUse> own_uses(const Hypervisor& hypervisor, const Instance& instance) {
    auto uses = hypervisor.uses();
    std::erase_if(uses, [&](const DomainUse& use) {
        return instance.resources.count({ResourceKind::domain, use.domain, ""}) == 0;
    });
    return uses;
}

} // namespace crocum
