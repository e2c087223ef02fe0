#include "lib/session/instance/freeze.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/store/freeze_mark.hpp"

#include <algorithm>
#include <set>
#include <thread>

namespace crocum {

namespace {

/// One instance that is about to be frozen.
struct Candidate {
    Instance instance;
    std::vector<MachineLink> links; ///< connected before the first machine is paused: no student has longer than others
    std::set<std::string> running;  ///< the names of the machines that run now
    bool recorded = false;          ///< its mark is on disk, so it may be paused
    std::string failure;            ///< why not all its machines are paused
};

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
        Candidate candidate{std::move(*instance), {}, {}, false, ""};
        try {
            const auto mark = marks_.of(candidate.instance);
            const bool for_this = mark && mark->deadline == due_;
            try {
                connect(candidate);
                if (for_this && stays_frozen(candidate.links, *mark)) {
                    set_freeze_state(context_, candidate.instance, FreezeState::frozen);
                    return std::nullopt;
                }
                add_running(candidate);
            } catch (const UnreachableError&) {
                if (for_this && mark->state == FreezeState::frozen) {
                    return std::nullopt; // The student's turn looks at the machines again.
                }
                throw;
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

    static void add_running(Candidate& candidate) {
        for (const auto& [machine, provider] : candidate.links) {
            const auto state = provider->state(machine.at_provider()->name);
            if (state == MachineState::running || state == MachineState::suspended) {
                candidate.running.insert(machine.name);
            }
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

/// Not all machines of the instance could be paused. They all run on, without a mark: the work until now must not count
/// as work before the deadline later.
void give_up(const FreezeMarks& marks, const Candidate& candidate) {
    marks.remove(candidate.instance.id);
    try {
        start_paused(candidate.links);
    } catch (const Error&) {
        // The student's turn reports a paused machine, and up resumes it.
    }
}

/// All machines are paused. Without this write (a full disk) the machines themselves show it (stays_frozen).
void complete_mark(Context& context, const Instance& instance) {
    try {
        set_freeze_state(context, instance, FreezeState::frozen);
    } catch (const Error& error) {
        context.observer.note(reason_of(error));
    }
}

} // namespace

void sleep_until(Context& context, Time time) {
    while (current_time() < time) {
        check_interrupt();
        std::this_thread::sleep_for(std::min<Clock::duration>(
            Milliseconds(200), std::max<Clock::duration>(time - current_time(), Milliseconds(1))));
        context.observer.tick();
    }
}

void wait_until(Context& context, Time time) {
    const auto left = time - current_time();
    if (left > Clock::duration(0)) {
        context.observer.step(fmt::format("Waiting until {}, for {}", to_local(time), format_duration(left)));
        sleep_until(context, time);
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
    Context& context, const std::string& lab, const std::vector<std::string>& students, Time deadline, Time known) {
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
    const auto now = current_time();
    // A run that waited for the deadline freezes in time, however long the provider takes to answer.
    const auto counted = known <= deadline ? std::min(now, deadline) : now;
    // Before the first pause: a run that is killed meanwhile leaves no machine paused without a record.
    for (auto& one : waiting) {
        if (!one.failure.empty()) {
            continue;
        }
        try {
            marks.set(
                one.instance.id,
                {counted, due, context.command, one.instance.mark, one.running, FreezeState::freezing});
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
            complete_mark(context, one.instance);
            continue;
        }
        if (one.recorded) {
            give_up(marks, one);
        }
        failures[one.instance.id.student] = one.failure;
        context.observer.note(fmt::format("{} is not frozen: {}", to_string(one.instance.id), one.failure));
    }
    return failures;
}

} // namespace crocum
