#include "lib/session/instance/freeze.hpp"

#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/locks.hpp"
#include "lib/store/freeze_mark.hpp"

#include <algorithm>
#include <thread>

namespace crocum {

namespace {

std::optional<Instance> ready_instance(const Context& context, const InstanceId& id) {
    try {
        auto instance = Instances(context.config.state).find(id);
        return instance && instance->phase == Phase::ready ? std::move(instance) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt; // It has a row that says so.
    }
}

/// An error's messages and its hint on one line.
std::string reason_of(const std::exception& error) {
    const auto hint = error_hint(error);
    return sanitize_line(join(error_chain(error), ": ") + (hint.empty() ? "" : ". " + hint));
}

void set_state(const Context& context, const Instance& instance, FreezeState state) {
    const FreezeMarks marks(context.config.state);
    if (auto mark = marks.of(instance); mark && mark->state != state) {
        mark->state = state;
        marks.set(instance.id, *mark);
    }
}

void start_paused(const std::vector<MachineLink>& links) {
    for (const auto& [machine, provider] : links) {
        if (provider && provider->state(machine.at_provider()->name) == MachineState::paused) {
            provider->start({ResourceKind::domain, machine.at_provider()->name, ""});
        }
    }
}

void resume(const Context& context, const Instance& instance) {
    // Connected first: a provider that is away for a moment changes nothing.
    const auto links = connect_machines(*context.providers, instance.machines);
    set_state(context, instance, FreezeState::resumed);
    start_paused(links);
}

void suspend(const Context& context, const Instance& instance) {
    for (const auto& [machine, provider] : connect_machines(*context.providers, instance.machines)) {
        // A machine that is off does not change either.
        if (provider && provider->state(machine.at_provider()->name) == MachineState::running) {
            provider->suspend(machine.at_provider()->name);
        }
    }
    set_state(context, instance, FreezeState::frozen);
}

/// With its lock held, where there is such an instance.
void on_instance(Context& context, const InstanceId& id, void (*action)(const Context&, const Instance&)) {
    const auto lock = lock_instance(context, id);
    if (const auto instance = ready_instance(context, id)) {
        action(context, *instance);
    }
}

/// One instance that is about to be frozen.
struct Candidate {
    Instance instance;
    std::vector<MachineLink> links; ///< connected before the first machine is paused: no student has longer than others
    bool recorded = false;          ///< its mark is on disk, so it may be paused
    std::string failure;            ///< why not all its machines are paused
};

bool runs(const MachineLink& link) {
    return link.provider->state(link.machine.at_provider()->name) == MachineState::running;
}

/// Whether an earlier run that was killed paused all machines of the instance.
bool is_paused(const Candidate& candidate) {
    return std::none_of(candidate.links.begin(), candidate.links.end(), runs);
}

/// The instances of these students that are not known to be frozen for a deadline.
class Candidates {
public:
    Candidates(const Context& context, std::string due)
        : context_(context), marks_(context.config.state), due_(std::move(due)) {}

    /// Nothing where there is nothing to freeze. A failure is the candidate's, so that it stops no other student's
    /// freeze.
    [[nodiscard]] std::optional<Candidate> find(const InstanceId& id) {
        auto instance = ready_instance(context_, id);
        if (!instance) {
            return std::nullopt;
        }
        Candidate candidate{std::move(*instance), {}, false, ""};
        try {
            const auto mark = marks_.of(candidate.instance);
            const bool for_this = mark && mark->deadline == due_;
            if (for_this && mark->state == FreezeState::frozen) {
                return std::nullopt;
            }
            connect(candidate);
            if (for_this && mark->state == FreezeState::freezing && is_paused(candidate)) {
                set_state(context_, candidate.instance, FreezeState::frozen);
                return std::nullopt;
            }
        } catch (const Error& error) {
            candidate.failure = reason_of(error);
        }
        return candidate;
    }

private:
    /// One connection to each provider serves the whole class: its machines are paused one after the other.
    void connect(Candidate& candidate) {
        for (const auto& machine : candidate.instance.machines) {
            const auto* address = machine.at_provider();
            if (address == nullptr) {
                throw Error("machine {} is known by the socket of its agent", machine.name);
            }
            auto& provider = providers_[address->uri];
            if (!provider) {
                provider = context_.providers->at(address->uri);
            }
            candidate.links.push_back({machine, provider});
        }
    }

    const Context& context_;
    const FreezeMarks marks_;
    const std::string due_;
    std::map<std::string, std::shared_ptr<const Provider>> providers_; ///< by URI
};

void pause(Candidate& candidate) {
    for (const auto& [machine, provider] : candidate.links) {
        try {
            provider->suspend(machine.at_provider()->name);
        } catch (const AgentError&) {
            // The machine is gone: the student's turn tells.
        } catch (const Error& error) {
            candidate.failure = reason_of(error);
        }
    }
}

} // namespace

void wait_until(Context& context, Time time) {
    const auto left = time - std::chrono::system_clock::now();
    if (left <= Clock::duration(0)) {
        return;
    }
    context.observer.step(fmt::format("Waiting until {}, for {}", to_iso(time), format_duration(left)));
    while (std::chrono::system_clock::now() < time) {
        check_interrupt();
        std::this_thread::sleep_for(std::min<Clock::duration>(
            Milliseconds(200), std::max<Clock::duration>(time - std::chrono::system_clock::now(), Milliseconds(1))));
        context.observer.tick();
    }
}

void require_freezable(const Context& context, const std::string& lab, const std::vector<std::string>& students) {
    for (const auto& student : students) {
        const auto instance = ready_instance(context, {lab, student});
        if (!instance) {
            continue;
        }
        for (const auto& [machine, provider] : connect_machines(*context.providers, instance->machines)) {
            if (!provider) {
                throw with_hint(
                    UsageError(
                        "machine {} of {} is known by the socket of its agent: it cannot be frozen",
                        machine.name,
                        to_string(instance->id)),
                    "Leave out --freeze: without it, attempts are marked as late or in time");
            }
        }
    }
}

std::map<std::string, std::string> freeze(
    Context& context, const std::string& lab, const std::vector<std::string>& students, Time deadline) {
    const FreezeMarks marks(context.config.state);
    const auto due = to_iso(deadline);
    Candidates candidates(context, due);
    std::vector<Candidate> waiting;
    for (const auto& student : students) {
        if (auto candidate = candidates.find({lab, student})) {
            waiting.push_back(std::move(*candidate));
        }
    }
    if (waiting.empty()) {
        return {};
    }
    context.observer.step("Freezing the machines of " + plural(waiting.size(), "student"));
    const auto now = std::chrono::system_clock::now();
    // A run that waited for the deadline freezes in time, however long the provider takes to answer.
    const auto counted = context.begun <= deadline ? std::min(now, deadline) : now;
    // Before the first pause: a run that is killed meanwhile leaves no machine paused without a record.
    for (auto& one : waiting) {
        if (!one.failure.empty()) {
            continue;
        }
        try {
            marks.set(one.instance.id, {counted, due, context.command, one.instance.mark, FreezeState::freezing});
            one.recorded = true;
        } catch (const Error& error) {
            one.failure = reason_of(error);
        }
    }
    for (auto& one : waiting) {
        if (one.recorded) {
            pause(one);
        }
    }
    std::map<std::string, std::string> failures;
    // Only now: no writing to disk stands between the pause of one student and of the next.
    for (const auto& one : waiting) {
        if (one.failure.empty()) {
            set_state(context, one.instance, FreezeState::frozen);
            continue;
        }
        if (one.recorded) {
            set_state(context, one.instance, FreezeState::resumed);
        }
        failures[one.instance.id.student] = one.failure;
        context.observer.note(fmt::format("{} is not frozen: {}", to_string(one.instance.id), one.failure));
    }
    return failures;
}

void thaw(Context& context, const InstanceId& id) {
    on_instance(context, id, resume);
}

void refreeze(Context& context, const InstanceId& id) {
    on_instance(context, id, suspend);
}

void cancel_freeze(Context& context, const Instance& instance) {
    const FreezeMarks marks(context.config.state);
    if (!marks.exists(instance.id)) {
        return;
    }
    if (const auto frozen = describe_freeze(context, instance); !frozen.empty()) {
        context.observer.note(fmt::format(
            "{} was {}: its machines are resumed without grading, and that command grades their state when it runs "
            "again",
            to_string(instance.id),
            frozen));
    }
    // Connected first: a provider that is away for a moment changes nothing.
    const auto links = connect_machines(*context.providers, instance.machines);
    try {
        static_cast<void>(marks.of(instance));
    } catch (const std::exception& error) {
        context.observer.note(fmt::format(
            "the freeze mark of {} cannot be read, and is removed: {}", to_string(instance.id), reason_of(error)));
        marks.remove(instance.id);
    }
    // Before the first machine runs: if this run ends here, the work from now on must not count as frozen.
    set_state(context, instance, FreezeState::resumed);
    start_paused(links);
    marks.remove(instance.id);
}

std::string describe_freeze(const Context& context, const Instance& instance) {
    try {
        const auto mark = FreezeMarks(context.config.state).of(instance);
        if (!mark || mark->state == FreezeState::resumed) {
            return "";
        }
        return fmt::format(
            "frozen since {} until \"{}\" grades it", to_iso(mark->at), sanitize_line(mark->command, 200));
    } catch (const Error&) {
        return "";
    }
}

} // namespace crocum
