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

/// Nobody's attempts and parameters are kept.
class Forgotten {
public:
    Forgotten(const Context& context, const Lab& lab, InstanceId id)
        : context_(context), lab_(lab), attempts_(context.config.state), id_(std::move(id)) {}

    Forgotten(const Forgotten&) = delete;
    Forgotten& operator=(const Forgotten&) = delete;

    ~Forgotten() {
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

/// Throws LeftoverError where it is not gone.
void take_down(Context& context, const InstanceId& id) {
    DownResult result;
    try {
        result = down(context, id);
    } catch (const Error&) {
        if (!Instances(context.config.state).find(id)) {
            return; // It had made nothing, and what failed before says why.
        }
        std::throw_with_nested(with_hint(
            LeftoverError("the scratch instance {} could not be taken down", to_string(id)),
            down_command(id) + " goes on once that is mended"));
    }
    std::vector<std::string> left(result.others.begin(), result.others.end());
    for (const auto& leftover : result.left) {
        left.push_back(fmt::format("{} ({})", to_string(leftover.resource), leftover.reason));
    }
    if (!left.empty()) {
        throw with_hint(
            LeftoverError("of the scratch instance {} there still stands: {}", to_string(id), join(left, ", ")),
            down_command(id) + " goes on once that is mended");
    }
}

/// A signal ends this one, and what is to be done then is told.
void teardown_interruptible(Context& context, const InstanceId& id) {
    try {
        take_down(context, id);
    } catch (const Interrupted&) {
        context.observer.note(fmt::format("{} takes down what still stands", down_command(id)));
        throw;
    }
}

/// After `work` has done what it was for: the first signal does not end it.
void teardown_uninterruptible(Context& context, const InstanceId& id) {
    try {
        take_down(context, id);
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
    const Forgotten forgotten(context, lab, id);
    const auto tell_kept = [&] {
        context.observer.note(fmt::format("{} is kept; {} takes it down", to_string(id), down_command(id)));
    };
    try {
        work(up(context, lab, id.student, {}).instance);
    } catch (const std::exception& error) {
        if (keep) {
            tell_kept();
            throw;
        }
        forget_interrupt();
        try {
            teardown_interruptible(context, id);
        } catch (const Error&) {
            context.observer.note("before that: " + join(error_chain(error), ": "));
            throw;
        }
        context.observer.note(to_string(id) + " is taken down again");
        throw;
    }
    keep ? tell_kept() : teardown_uninterruptible(context, id);
}

} // namespace crocum
