#include "lib/session/batch/memory_rotation.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/scope_exit.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/start.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/session/locks.hpp"

#include <algorithm>
#include <utility>

namespace crocum {

namespace {

/// The clock of a restored guest shows the time at which it was saved.
void set_clocks(const std::vector<MachineLink>& links) {
    for (const auto& link : links) {
        try {
            Agent(link.open_channel()).set_time(current_time(), Deadline(Seconds(5)));
        } catch (const AgentError&) {
            // A guest with its own time synchronisation may refuse.
        }
    }
}

void note_quietly(Context& context, const std::string& text) noexcept {
    try {
        context.observer.note(text);
    } catch (const std::exception&) {
        // The output failed, and the batch continues.
    }
}

bool any_runs(const Instance& instance, const std::map<std::string, MachineStatus>& states) {
    return std::any_of(instance.machines.begin(), instance.machines.end(), [&](const InstanceMachine& machine) {
        const auto found = states.find(std::get<ProviderMachine>(machine.address).name);
        return found != states.end() && found->second.state != MachineState::off;
    });
}

} // namespace

MemoryRotation::MemoryRotation(const Context& context, const Lab& lab, const std::vector<Target>& targets, bool freeze)
    : lab_(lab), instances_(context.config.state) {
    std::map<std::string, std::map<std::string, MachineStatus>> states; // by libvirt
    for (const auto& target : targets) {
        try {
            const auto instance = instances_.find({lab.id, target.student});
            if (!instance || instance->phase != Phase::ready || instance->uri.empty()) {
                continue;
            }
            if (!freeze && !describe_freeze(context, *instance).empty()) {
                continue;
            }
            if (states.count(instance->uri) == 0) {
                states[instance->uri] = context.providers->at(instance->uri)->machines();
            }
            places_[target.student].ran = any_runs(*instance, states[instance->uri]);
        } catch (const UnreachableError&) {
            throw;
        } catch (const Error&) {
            // The row of this student reports an unreadable record.
        }
    }
}

Instance MemoryRotation::record(const std::string& student) const {
    auto instance = instances_.find({lab_.id, student});
    if (!instance) {
        throw Error("instance {} was destroyed in the meantime", to_string(InstanceId{lab_.id, student}));
    }
    return std::move(*instance);
}

bool MemoryRotation::start_machines(Context& context, const std::string& student) {
    const auto lock = lock_instance(context, {lab_.id, student});
    auto instance = record(student);
    if (!start_stopped_machines(context, instance)) {
        return false;
    }
    instance.boot = boot_of(instance);
    instances_.save(instance);
    return true;
}

void MemoryRotation::wait_for_agents_of(Context& context, const std::string& student) {
    const auto links = connect_machines(*context.providers, record(student).machines);
    try {
        wait_for_agents(links, lab_.timeouts.boot, context.observer);
    } catch (const AgentError&) {
        // The other machines of the student can be graded.
    }
    set_clocks(links);
}

void MemoryRotation::save(Context& context, const std::string& student) {
    const auto lock = lock_instance(context, {lab_.id, student});
    const auto instance = record(student);
    const auto connection = context.providers->at(instance.uri);
    const auto& provider = *connection;
    for (const auto& machine : instance.machines) {
        provider.save(std::get<ProviderMachine>(machine.address).name);
    }
}

bool MemoryRotation::make_room(Context& context) {
    std::string chosen;
    {
        const std::lock_guard guard(mutex_);
        // Students who have been graded first: the others would have to be started again for their turn.
        for (const bool done : {true, false}) {
            for (auto& [student, place] : places_) {
                const bool here = place.ran && !place.saved && !place.at_work && place.locked_at != released_;
                if (chosen.empty() && here && place.done == done) {
                    chosen = student;
                    place.saved = true;
                    place.saving = true;
                }
            }
        }
    }
    if (chosen.empty()) {
        return false;
    }
    const ScopeExit over([&] {
        const std::lock_guard guard(mutex_);
        places_[chosen].saving = false;
        changed_.notify_all();
    });
    context.observer.step("saving " + chosen + " to make room");
    try {
        save(context, chosen);
    } catch (const Interrupted&) { // While it waited for the instance: nothing is saved.
        const std::lock_guard guard(mutex_);
        places_[chosen].saved = false;
        throw;
    } catch (const Error& error) {
        // Another command holds the instance: nothing is saved, and the next student who needs memory tries again.
        // After other errors (a full disk) it stays marked as saved: there is no second try, and restore_all() starts
        // what was saved.
        if (error_exit(error) == Exit::locked) {
            const std::lock_guard guard(mutex_);
            places_[chosen].saved = false;
            places_[chosen].locked_at = released_;
        }
    }
    return true;
}

template <typename Condition>
void MemoryRotation::wait_for(std::unique_lock<std::mutex>& lock, Condition condition) {
    while (!changed_.wait_for(lock, Milliseconds(200), condition)) {
        check_interrupt();
    }
}

bool MemoryRotation::wait_for_release(unsigned seen) {
    std::unique_lock lock(mutex_);
    wait_for(lock, [&] { return released_ != seen || holders_ + trying_ == 0; });
    return released_ != seen;
}

void MemoryRotation::start_turn(Context& context, const std::string& student) {
    {
        const std::lock_guard guard(mutex_);
        ++trying_;
        places_[student].begun = true;
    }
    // Also while it saves the machines of others: it is about to hold memory, and to release it when its turn ends.
    const ScopeExit tried([&] {
        const std::lock_guard guard(mutex_);
        --trying_;
        changed_.notify_all();
    });
    while (true) {
        try {
            check_interrupt();
            const bool started = start_machines(context, student);
            {
                const std::lock_guard guard(mutex_);
                places_[student].saved = false;
            }
            if (started) {
                wait_for_agents_of(context, student);
            }
            break;
        } catch (const std::exception& error) {
            if (error_waits_for(error) != Shortage::memory || !make_room(context)) {
                throw;
            }
        }
    }
    const std::lock_guard guard(mutex_);
    ++holders_;
    places_[student].holds = true;
}

bool MemoryRotation::begin_turn(const Target& target) {
    std::unique_lock lock(mutex_);
    const auto place = places_.find(target.student);
    if (place == places_.end()) {
        return false; // Machines that crocum does not start.
    }
    place->second.at_work = true;
    wait_for(lock, [&] { return !place->second.saving; });
    return true;
}

void MemoryRotation::acquire(Context& context, const Target& target) {
    const auto& student = target.student;
    if (!begin_turn(target)) {
        return;
    }
    while (true) {
        unsigned seen = 0;
        {
            const std::lock_guard guard(mutex_);
            seen = released_;
        }
        try {
            return start_turn(context, student);
        } catch (const std::exception& error) {
            if (error_waits_for(error) != Shortage::memory || !wait_for_release(seen)) {
                throw;
            }
        }
    }
}

void MemoryRotation::release(Context& context, const Target& target) noexcept {
    std::unique_lock lock(mutex_);
    const auto found = places_.find(target.student);
    if (found == places_.end()) {
        return;
    }
    auto& place = found->second;
    place.done = true;
    // Also after a start that failed: some of the machines may run.
    if (place.begun && !place.ran) {
        lock.unlock();
        try {
            context.observer.step("saving");
            save(context, target.student);
        } catch (const std::exception& error) {
            note_quietly(
                context,
                fmt::format(
                    "the machines of {} could not be saved and go on running: {}",
                    target.student,
                    sanitize_line(error.what())));
        }
        lock.lock();
    }
    place.at_work = false;
    holders_ -= std::exchange(place.holds, false) ? 1 : 0;
    ++released_;
    changed_.notify_all();
}

std::map<std::string, std::string> MemoryRotation::restore_all(
    Context& context,
    const std::set<std::string>& frozen,
    const std::function<void(const std::string& student)>& pause) {
    std::map<std::string, std::string> stay;
    std::vector<std::string> booting;
    for (auto& [student, place] : places_) {
        if (!place.ran || !place.saved) {
            continue;
        }
        try {
            check_interrupt();
            context.observer.step("Restoring the machines of " + student);
            const bool started = start_machines(context, student);
            place.saved = false;
            if (frozen.count(student) != 0) {
                pause(student);
            } else if (started) {
                booting.push_back(student);
            }
        } catch (const std::exception& error) {
            if (place.saved) {
                stay[student] = sanitize_line(join(error_chain(error), ": "));
            }
        }
    }
    // Only now: a silent agent does not keep the machines of others from being started.
    for (const auto& student : booting) {
        try {
            wait_for_agents_of(context, student);
        } catch (const std::exception&) {
            // The machines run; only their clocks may be wrong.
        }
    }
    return stay;
}

} // namespace crocum
