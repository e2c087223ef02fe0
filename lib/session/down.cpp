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

DownResult remove_one(Session& session, const Orphan& orphan) {
    const auto lock = lock_instance(session, orphan.id());
    session.observer.step("Removing " + to_string(orphan.id()));
    auto record = adopted(orphan);
    return unmake(session, record, Instances(session.config.state), lock);
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
        results.push_back(remove_one(session, orphan));
    }
    return results;
}

} // namespace crocum
