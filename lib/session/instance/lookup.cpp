#include "lib/session/instance/lookup.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/context.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/store/suggest_instance.hpp"

#include <algorithm>

namespace crocum {

namespace {

std::string up_command(const InstanceId& id) {
    return fmt::format("crocum lab up {} -s {}", id.lab, id.student);
}

} // namespace

Instance known_instance(const Context& context, const InstanceId& id) {
    const Instances instances(context.config.state);
    if (auto instance = instances.find(id)) {
        return std::move(*instance);
    }
    const auto similar = did_you_mean(instances, id);
    throw with_hint(
        Error("there is no instance {}", to_string(id)),
        fmt::format("{}{}{} creates it", similar, similar.empty() ? "" : " ", up_command(id)));
}

Instance instance_with_machines(const Context& context, const InstanceId& id) {
    auto instance = known_instance(context, id);
    if (instance.phase != Phase::setup) {
        require_ready(instance);
    }
    return instance;
}

void require_ready(const Instance& instance) {
    if (instance.phase == Phase::removing) {
        throw with_hint(
            Error("an earlier down of {} was interrupted", to_string(instance.id)),
            fmt::format(
                "crocum lab down {} -s {} continues; up finishes the down, then creates the instance again without the "
                "student's work",
                instance.id.lab,
                instance.id.student));
    }
    if (instance.phase != Phase::ready) {
        const auto state =
            instance.broken.empty() ? to_string(instance.phase) : "broken: " + sanitize_line(instance.broken, 150);
        throw with_hint(
            Error("{} is not ready: {}", to_string(instance.id), state),
            instance.broken.empty() ? up_command(instance.id) + " continues (unless another crocum still works on it)"
                                    : "Correct this, then " + up_command(instance.id) + " continues");
    }
}

void require_same_folder(const Instance& instance, const std::filesystem::path& folder) {
    if (instance.folder != folder) {
        throw with_hint(
            UsageError("{} was created from another lab folder, {}", to_string(instance.id), instance.folder.string()),
            fmt::format(
                "Give that folder as LAB, or run crocum lab down {} -s {} first",
                instance.id.lab,
                instance.id.student));
    }
}

void require_same_folder(const Context& context, const InstanceId& id, const std::filesystem::path& folder) {
    if (const auto instance = Instances(context.config.state).find(id)) {
        require_same_folder(*instance, folder);
    }
}

const InstanceMachine& machine_of(const Instance& instance, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& machine : instance.machines) {
        if (machine.name == name || (name.empty() && instance.machines.size() == 1)) {
            return machine;
        }
        names.push_back(machine.name);
    }
    const auto all = join(names, ", ");
    if (name.empty()) {
        throw UsageError("no machine given: {} has {}", to_string(instance.id), all);
    }
    throw UsageError("there is no machine {} in {}; it has {}", name, to_string(instance.id), all);
}

} // namespace crocum
