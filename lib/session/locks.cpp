#include "lib/session/locks.hpp"

#include "lib/base/error.hpp"
#include "lib/lab/ids.hpp"

namespace crocum {

namespace {

/// The lock file is outside the folder of the instance, because it outlives that folder.
std::filesystem::path lock_file(const Context& context, const InstanceId& id) {
    return context.config.state / "locks" / (id.lab + "." + id.student);
}

Lock take(const Context& context, const std::filesystem::path& file, const std::string& what) {
    return in_context(what, [&] {
        const auto notify = [&](const Holder& who) { context.observer.note("waiting for " + who.describe()); };
        return Lock::take(file, context.command, context.lock_patience, notify, context.lock_priority);
    });
}

} // namespace

Lock lock_instance(const Context& context, const InstanceId& id) {
    require_id("student", id.student); // The ids are parts of paths.
    return take(context, lock_file(context, id), to_string(id));
}

std::optional<Holder> holder_of(const Context& context, const InstanceId& id) {
    return Lock::holder(lock_file(context, id));
}

std::vector<Holder> batches_at_work(const Context& context) {
    std::vector<Holder> found;
    std::error_code absent;
    for (const auto& entry : std::filesystem::directory_iterator(context.config.state / "locks", absent)) {
        if (entry.path().filename().string().find('@') == std::string::npos) {
            continue;
        }
        if (auto holder = Lock::holder(entry.path())) {
            found.push_back(std::move(*holder));
        }
    }
    return found;
}

Lock lock_batch(const Context& context, const std::string& lab, const TargetSelection& selection) {
    // No id contains "@", so this is not the name of an instance's lock.
    const auto file = context.config.state / "locks" / (lab + "@" + selection.class_name);
    return take(context, file, lab + ", " + to_string(selection));
}

} // namespace crocum
