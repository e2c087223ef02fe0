#include "lib/session/orphans.hpp"
#include "lib/session/provisioning.hpp"
#include "lib/session/stopping.hpp"
#include "lib/store/similar.hpp"

#include <algorithm>

namespace crocum {

namespace {

std::string names_of(const std::vector<Orphan>& orphans) {
    std::string names;
    for (const auto& orphan : orphans) {
        names += fmt::format("\n  {} ({})", to_string(orphan.id()), orphan.uri);
    }
    return names;
}

DownResult remove_one(Session& session, const Hypervisor& hypervisor, const Orphan& orphan) {
    const auto id = orphan.id();
    const auto lock = lock_instance(session, id);
    session.observer.step("Removing " + to_string(id));
    const Instances instances(session.config.state);
    auto record = adopted(orphan);
    instances.save(record);
    const auto removal = remove_orphan(hypervisor, orphan);
    DownResult result;
    result.id = id;
    result.existed = true;
    result.removed = removal.removed;
    result.left = removal.left;
    for (const auto& thing : removal.untouched) {
        session.observer.note(fmt::format("left {} alone: {}", to_string(thing.resource), thing.reason));
    }
    if (result.left.empty()) {
        instances.remove(id);
        return result;
    }
    // The domains that told of it may be gone: from here on the record does.
    record.resources.clear();
    for (const auto& leftover : result.left) {
        record.resources.insert(leftover.resource);
    }
    instances.save(record);
    return result;
}

} // namespace

DownResult down(Session& session, const InstanceId& id) {
    const Instances instances(session.config.state);
    const auto lock = lock_instance(session, id);
    auto instance = instances.find(id);
    if (!instance) {
        instances.sweep(id);
        DownResult nothing;
        nothing.id = id;
        nothing.similar = did_you_mean(instances, id);
        return nothing;
    }
    DownResult result;
    telling_what_stands(session, *instance, [&] {
        result =
            in_context("taking down " + to_string(id), [&] { return unmake(session, *instance, instances, lock); });
    });
    return result;
}

std::vector<DownResult> down_orphans(Session& session, const std::string& lab, const std::string& student, bool all) {
    const Hypervisor hypervisor(session.config.libvirt_uri);
    auto orphans = marked_domains(session, hypervisor, recorded_domains(session, hypervisor.uri())).orphans;
    std::erase_if(orphans, [&](const Orphan& orphan) {
        return orphan.mark.lab != lab || (!student.empty() && orphan.mark.student != student);
    });
    if (orphans.size() > 1 && !all) {
        throw with_hint(
            UsageError("{} makings of lab {} have lost their records:{}", orphans.size(), lab, names_of(orphans)),
            "Give --yes to remove them all, or -s STUDENT for one");
    }
    std::vector<DownResult> results;
    for (const auto& orphan : orphans) {
        results.push_back(remove_one(session, hypervisor, orphan));
    }
    return results;
}

} // namespace crocum
