#include "lib/session/batch.hpp"

namespace crocum {

namespace {

/// Beside the instances and not within: the lock outlives the folder of the instance.
std::filesystem::path lock_file(const Session& session, const InstanceId& id) {
    return session.config.state / "locks" / (id.lab + "." + id.student);
}

Lock take(const Session& session, const std::filesystem::path& file, const std::string& what) {
    return in_context(what, [&] {
        const auto tell = [&](const Holder& who) { session.observer.note("waiting for " + who.describe()); };
        return Lock::take(file, session.command, session.lock_patience, tell, session.manner);
    });
}

} // namespace

Lock lock_instance(const Session& session, const InstanceId& id) {
    return take(session, lock_file(session, id), to_string(id));
}

std::optional<Holder> holder_of(const Session& session, const InstanceId& id) {
    return Lock::holder(lock_file(session, id));
}

std::vector<Holder> batches_at_work(const Session& session) {
    std::vector<Holder> found;
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator(session.config.state / "locks", absent)) {
        if (entry.path().filename().string().find('@') == std::string::npos) {
            continue;
        }
        if (auto holder = Lock::holder(entry.path())) {
            found.push_back(std::move(*holder));
        }
    }
    return found;
}

Lock lock_batch(const Session& session, const std::string& lab, const TargetSelection& selection) {
    // "@" is in no id, so that no instance's lock is called so.
    const auto file = session.config.state / "locks" / (lab + "@" + selection.class_name);
    return take(session, file, lab + ", " + to_string(selection));
}

} // namespace crocum
