#include "lib/session/session.hpp"

namespace crocum {

namespace {

/// Beside the instances and not within: the lock outlives the folder of the instance.
std::filesystem::path lock_file(const Session& session, const InstanceId& id) {
    return session.config.state / "locks" / (id.lab + "." + id.student);
}

} // namespace

Lock lock_instance(const Session& session, const InstanceId& id) {
    return in_context(to_string(id), [&] {
        return Lock::take(lock_file(session, id), session.command, session.lock_patience, [&](const Holder& who) {
            session.observer.note("waiting for " + who.describe());
        });
    });
}

std::optional<Holder> holder_of(const Session& session, const InstanceId& id) {
    return Lock::holder(lock_file(session, id));
}

} // namespace crocum
