#include "lib/session/verify/scratch_instance.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/destroy.hpp"
#include "lib/session/instance/down.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/session/instance/up.hpp"
#include "lib/store/attempts.hpp"

namespace crocum {

namespace {

/// Removes the attempts and parameters of a scratch instance at its end.
class AttemptCleanup {
public:
    AttemptCleanup(const Context& context, const Lab& lab, InstanceId id)
        : context_(context), lab_(lab), attempts_(context.config.state), id_(std::move(id)) {}

    AttemptCleanup(const AttemptCleanup&) = delete;
    AttemptCleanup& operator=(const AttemptCleanup&) = delete;

    ~AttemptCleanup() {
        attempts_.remove(id_);
        forget_parameters(context_, lab_, id_.student);
    }

private:
    const Context& context_;
    const Lab& lab_;
    Attempts attempts_;
    InstanceId id_;
};

std::string down_command(const InstanceId& id) {
    return fmt::format("\"crocum lab down {} -s {}\"", id.lab, id.student);
}

/// Destroys the instance. Throws LeftoverError when something is left.
void destroy_scratch(Context& context, const InstanceId& id) {
    DownResult result;
    try {
        result = down(context, id);
    } catch (const Error&) {
        if (!Instances(context.config.state).find(id)) {
            return; // Nothing was created; the earlier failure says why.
        }
        std::throw_with_nested(with_hint(
            LeftoverError("the scratch instance {} could not be destroyed", to_string(id)),
            "Correct this, then " + down_command(id) + " continues"));
    }
    std::vector<std::string> left(result.others.begin(), result.others.end());
    for (const auto& leftover : result.left) {
        left.push_back(fmt::format("{} ({})", to_string(leftover.resource), leftover.reason));
    }
    if (!left.empty()) {
        throw with_hint(
            LeftoverError(
                "these resources of the scratch instance {} still exist: {}", to_string(id), join(left, ", ")),
            "Correct this, then " + down_command(id) + " continues");
    }
}

/// A signal ends this function; then a note says how to remove the rest.
void teardown_interruptible(Context& context, const InstanceId& id) {
    try {
        destroy_scratch(context, id);
    } catch (const Interrupted&) {
        context.observer.note(fmt::format("{} removes the remaining resources", down_command(id)));
        throw;
    }
}

/// After successful work: the first signal does not end the removal.
void teardown_uninterruptible(Context& context, const InstanceId& id) {
    try {
        destroy_scratch(context, id);
    } catch (const Interrupted&) {
        forget_interrupt();
        teardown_interruptible(context, id);
        throw;
    }
}

} // namespace

void on_scratch_instance(
    Context& context, const Lab& lab, bool keep, const std::function<void(const Instance&)>& work) {
    const InstanceId id{lab.id, "verify-" + random_hex(3)};
    const AttemptCleanup cleanup(context, lab, id);
    const auto note_kept = [&] {
        context.observer.note(fmt::format("{} is kept; {} destroys it", to_string(id), down_command(id)));
    };
    try {
        work(up(context, lab, id.student, {}).instance);
    } catch (const std::exception& error) {
        if (keep) {
            note_kept();
            throw;
        }
        forget_interrupt();
        try {
            teardown_interruptible(context, id);
        } catch (const Error&) {
            context.observer.note("before that: " + join(error_chain(error), ": "));
            throw;
        }
        context.observer.note(to_string(id) + " was destroyed");
        throw;
    }
    keep ? note_kept() : teardown_uninterruptible(context, id);
}

} // namespace crocum
