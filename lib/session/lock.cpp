#include "lib/session/session.hpp"

namespace crocum {

Lock lock_instance(const Session& session, const InstanceId& id) {
    // Beside the instances and not within: the lock outlives the folder of the instance.
    const auto file = session.config.state / "locks" / (id.lab + "." + id.student);
    return in_context(to_string(id), [&] {
        return Lock::take(file, session.command, session.lock_patience, [&](const Holder& who) {
            session.observer.note(fmt::format(
                "waiting for {} (process {}, since {})",
                who.alive ? "\"" + who.command + "\"" : "a terraform that an interrupted crocum left at work",
                who.pid,
                who.since));
        });
    });
}

} // namespace crocum
