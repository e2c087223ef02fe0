#include "lib/session/provisioning.hpp"
#include "lib/store/similar.hpp"

namespace crocum {

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
    return in_context("taking down " + to_string(id), [&] { return unmake(session, *instance, instances, lock); });
}

} // namespace crocum
