#include "lib/session/instance/thaw.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/locks.hpp"

#include <algorithm>

namespace crocum {

namespace {

void resume(const Context& context, const Instance& instance) {
    // Connected first: a provider that is away for a moment changes nothing.
    const auto links = connect_machines(*context.providers, instance.machines);
    set_freeze_state(context, instance, FreezeState::resumed);
    start_paused(links);
}

void suspend(const Context& context, const Instance& instance) {
    if (!FreezeMarks(context.config.state).of(instance)) {
        return;
    }
    for (const auto& [machine, provider] : connect_machines(*context.providers, instance.machines)) {
        const auto state = provider ? provider->state(machine.at_provider()->name) : MachineState::off;
        // A machine that is off does not change either.
        if (state == MachineState::running || state == MachineState::suspended) {
            provider->suspend(machine.at_provider()->name);
        }
    }
    set_freeze_state(context, instance, FreezeState::frozen);
}

/// With its lock held, where there is such an instance.
void on_instance(Context& context, const InstanceId& id, void (*action)(const Context&, const Instance&)) {
    const auto lock = lock_instance(context, id);
    if (const auto instance = ready_instance(context, id)) {
        action(context, *instance);
    }
}

} // namespace

std::optional<Instance> ready_instance(const Context& context, const InstanceId& id) {
    try {
        auto instance = Instances(context.config.state).find(id);
        return instance && instance->phase == Phase::ready ? std::move(instance) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt; // It has a row that says so.
    }
}

std::string reason_of(const std::exception& error) {
    const auto hint = error_hint(error);
    return sanitize_line(join(error_chain(error), ": ") + (hint.empty() ? "" : ". " + hint));
}

void set_freeze_state(const Context& context, const Instance& instance, FreezeState state) {
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

bool stays_frozen(const std::vector<MachineLink>& links, const FreezeMark& mark) {
    if (mark.state == FreezeState::resumed) {
        return false;
    }
    return std::all_of(links.begin(), links.end(), [&](const MachineLink& link) {
        switch (link.provider ? link.provider->state(link.machine.at_provider()->name) : MachineState::running) {
        case MachineState::running:
        case MachineState::suspended: // It can wake up by itself.
            return false;
        case MachineState::paused:
            return true;
        default:
            // A machine that was about to be paused and is off now can have run until it was shut down.
            return mark.state == FreezeState::frozen || mark.machines.count(link.machine.name) == 0;
        }
    });
}

bool stays_frozen(const Context& context, const Instance& instance, const FreezeMark& mark) {
    return stays_frozen(connect_machines(*context.providers, instance.machines), mark);
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
    set_freeze_state(context, instance, FreezeState::resumed);
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
            "frozen since {} until \"{}\" grades it", to_local(mark->at), sanitize_line(mark->command, 200));
    } catch (const Error&) {
        return "";
    }
}

} // namespace crocum
