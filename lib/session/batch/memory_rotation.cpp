#include "lib/session/batch/memory_rotation.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/start.hpp"
#include "lib/session/locks.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// A guest that was saved has the clock of that moment.
void set_clocks(const std::vector<MachineLink>& links) {
    for (const auto& link : links) {
        try {
            Agent(link.open_channel()).set_time(std::chrono::system_clock::now(), Deadline(Seconds(5)));
        } catch (const AgentError&) {
            // A guest that keeps its clock itself may refuse.
        }
    }
}

bool runs(const Instance& instance, const std::map<std::string, MachineStatus>& states) {
    return std::all_of(instance.machines.begin(), instance.machines.end(), [&](const InstanceMachine& machine) {
        const auto found = states.find(machine.domain);
        return machine.domain.empty() || (found != states.end() && found->second.state != MachineState::off);
    });
}

} // namespace

MemoryRotation::MemoryRotation(const Context& context, const Lab& lab, const std::vector<Target>& targets)
    : lab_(lab), instances_(context.config.state) {
    std::map<std::string, std::map<std::string, MachineStatus>> states; // by libvirt
    for (const auto& target : targets) {
        try {
            const auto instance = instances_.find({lab.id, target.student});
            if (!instance || instance->phase != Phase::ready || instance->uri.empty()) {
                continue;
            }
            if (states.count(instance->uri) == 0) {
                states[instance->uri] = context.providers->at(instance->uri)->machines();
            }
            places_[target.student].ran = runs(*instance, states[instance->uri]);
        } catch (const UnreachableError&) {
            throw;
        } catch (const Error&) {
            // A record that cannot be read has a row that says so.
        }
    }
}

Instance MemoryRotation::record(const std::string& student) const {
    auto instance = instances_.find({lab_.id, student});
    if (!instance) {
        throw Error("{} of {} was taken down meanwhile", lab_.id, student);
    }
    return std::move(*instance);
}

void MemoryRotation::start(Context& context, const std::string& student) {
    const auto lock = lock_instance(context, {lab_.id, student});
    auto instance = record(student);
    if (!start_stopped_machines(context, instance)) {
        return;
    }
    instance.boot = boot_of(instance);
    instances_.save(instance);
    const auto links = connect_machines(*context.providers, instance.machines);
    wait_for_agents(links, lab_.timeouts.boot, context.observer);
    set_clocks(links);
}

void MemoryRotation::save(Context& context, const std::string& student) {
    const auto lock = lock_instance(context, {lab_.id, student});
    const auto instance = record(student);
    const auto connection = context.providers->at(instance.uri);
    const auto& provider = *connection;
    for (const auto& machine : instance.machines) {
        provider.save(machine.domain);
    }
}

bool MemoryRotation::make_room(Context& context) {
    std::string chosen;
    {
        const std::lock_guard guard(mutex_);
        // Who has been graded goes before who is still to be: that one would have to come back.
        for (const bool done : {true, false}) {
            for (auto& [student, place] : places_) {
                const bool here = place.ran && !place.saved && !place.at_work;
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
    context.observer.step("saving " + chosen + " to make room");
    const auto over = [&] {
        const std::lock_guard guard(mutex_);
        places_[chosen].saving = false;
        changed_.notify_all();
    };
    try {
        save(context, chosen);
    } catch (const Error&) {
        // Somebody works there, or the disk is full: not that one, then. It stays marked, so that it is not tried
        // again.
    } catch (...) {
        over();
        throw;
    }
    over();
    return true;
}

bool MemoryRotation::wait_for_others() {
    std::unique_lock lock(mutex_);
    if (active_ == 0) {
        return false;
    }
    changed_.wait_for(lock, Milliseconds(500));
    return true;
}

void MemoryRotation::acquire(Context& context, const Target& target) {
    const auto& student = target.student;
    {
        std::unique_lock lock(mutex_);
        if (places_.count(student) == 0) {
            return; // Machines that crocum does not start.
        }
        places_[student].at_work = true;
        changed_.wait(lock, [&] { return !places_[student].saving; });
    }
    const auto active = [this](int change) {
        const std::lock_guard guard(mutex_);
        active_ += change;
        changed_.notify_all();
    };
    while (true) {
        active(+1);
        try {
            check_interrupt();
            start(context, student);
            break;
        } catch (const std::exception& error) {
            active(-1);
            const bool waits = error_waits_for(error) == "memory";
            if (!waits || !(make_room(context) || wait_for_others())) {
                const std::lock_guard guard(mutex_);
                places_[student].at_work = false;
                throw;
            }
        }
    }
    const std::lock_guard guard(mutex_);
    places_[student].saved = false;
}

void MemoryRotation::release(Context& context, const Target& target) {
    bool save_it = false;
    {
        const std::lock_guard guard(mutex_);
        const auto place = places_.find(target.student);
        if (place == places_.end() || !place->second.at_work) {
            return;
        }
        place->second.done = true;
        save_it = !place->second.ran;
    }
    if (save_it) {
        context.observer.step("saving");
        save(context, target.student);
    }
    const std::lock_guard guard(mutex_);
    places_[target.student].at_work = false;
    --active_;
    changed_.notify_all();
}

std::vector<std::string> MemoryRotation::restore_all(Context& context) {
    std::vector<std::string> stay;
    for (auto& [student, place] : places_) {
        if (!place.ran || !place.saved) {
            continue;
        }
        try {
            check_interrupt();
            context.observer.step("Bringing back the machines of " + student);
            start(context, student);
            place.saved = false;
        } catch (const std::exception&) {
            stay.push_back(student);
        }
    }
    return stay;
}

} // namespace crocum
