#include "lib/session/scratch.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/parameters.hpp"

namespace crocum {

namespace {

/// Nobody's attempts and parameters are kept.
class Forgotten {
public:
    Forgotten(const Session& session, const Lab& lab, InstanceId id)
        : session_(session), lab_(lab), attempts_(session.config.state), id_(std::move(id)) {}

    Forgotten(const Forgotten&) = delete;
    Forgotten& operator=(const Forgotten&) = delete;

    ~Forgotten() {
        attempts_.remove(id_);
        forget_parameters(session_, lab_, id_.student);
    }

private:
    const Session& session_;
    const Lab& lab_;
    Attempts attempts_;
    InstanceId id_;
};

std::string down_command(const InstanceId& id) {
    return fmt::format("\"crocum lab down {} -s {}\"", id.lab, id.student);
}

/// Throws LeftoverError where it is not gone.
void take_down(Session& session, const InstanceId& id) {
    DownResult result;
    try {
        result = down(session, id);
    } catch (const Error&) {
        if (!Instances(session.config.state).find(id)) {
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
void take_down_stoppably(Session& session, const InstanceId& id) {
    try {
        take_down(session, id);
    } catch (const Interrupted&) {
        session.observer.note(fmt::format("{} takes down what still stands", down_command(id)));
        throw;
    }
}

/// After `work` has done what it was for: the first signal does not end it.
void take_down_in_the_end(Session& session, const InstanceId& id) {
    try {
        take_down(session, id);
    } catch (const Interrupted&) {
        forget_interrupt();
        take_down_stoppably(session, id);
        throw;
    }
}

} // namespace

void on_scratch_instance(
    Session& session, const Lab& lab, bool keep, const std::function<void(const Instance&)>& work) {
    const InstanceId id{lab.id, "verify-" + random_hex(3)};
    const Forgotten forgotten(session, lab, id);
    const auto tell_kept = [&] {
        session.observer.note(fmt::format("{} is kept; {} takes it down", to_string(id), down_command(id)));
    };
    try {
        work(up(session, lab, id.student, {}).instance);
    } catch (const std::exception& error) {
        if (keep) {
            tell_kept();
            throw;
        }
        forget_interrupt();
        try {
            take_down_stoppably(session, id);
        } catch (const Error&) {
            session.observer.note("before that: " + join(error_chain(error), ": "));
            throw;
        }
        session.observer.note(to_string(id) + " is taken down again");
        throw;
    }
    keep ? tell_kept() : take_down_in_the_end(session, id);
}

} // namespace crocum
