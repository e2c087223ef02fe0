#include "lib/session/instance/solution.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/agent_connections.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/session/instance/remote_script.hpp"
#include "lib/session/instance/thaw.hpp"
#include "lib/session/locks.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::vector<SolutionScript> whole_solution(const Lab& lab, const Instance& instance) {
    std::vector<SolutionScript> scripts;
    for (const auto& machine : instance.machines) {
        if (const auto script = lab.solution_script(machine.name); fs::is_regular_file(script)) {
            scripts.push_back({machine, script});
        }
    }
    if (scripts.empty()) {
        throw with_hint(
            Error("lab {} has no solution for the machines of {}", lab.id, to_string(instance.id)),
            "Write solution/MACHINE.sh, which makes the checks of the machine pass");
    }
    return scripts;
}

std::vector<SolutionScript> partial_solution(const Lab& lab, const Instance& instance, const std::string& name) {
    const auto found = lab.partials.find(name);
    if (found == lab.partials.end()) {
        std::vector<std::string> names;
        names.reserve(lab.partials.size());
        for (const auto& [known, partial] : lab.partials) {
            names.push_back(known);
        }
        const auto near = nearest(name, names);
        throw with_hint(
            UsageError("lab {} has no partial solution \"{}\"", lab.id, sanitize_line(name, 60)),
            !near.empty()    ? "Did you mean \"" + near + "\"?"
            : !names.empty() ? "It has " + join(names, ", ")
                             : "Its lab.yaml has no \"partials\"");
    }
    if (const auto script = lab.partial_script(name); fs::is_regular_file(script)) {
        return {{machine_of(instance, found->second.machine), script}};
    }
    std::vector<SolutionScript> scripts;
    for (const auto& script : lab.partial_scripts(name)) {
        scripts.push_back({machine_of(instance, script.stem().string()), script});
    }
    if (scripts.empty()) {
        throw with_hint(
            Error("partial solution {} has no script {}", name, lab.partial_script(name).string()),
            "\"crocum lab validate\" finds the mistakes of a lab");
    }
    return scripts;
}

/// Keeps the scripts of the named machines. Throws UsageError for a machine without one.
void keep_machines(
    std::vector<SolutionScript>& scripts, const Instance& instance, const std::vector<std::string>& machines) {
    if (machines.empty()) {
        return;
    }
    std::vector<std::string> names;
    names.reserve(scripts.size());
    for (const auto& [machine, script] : scripts) {
        names.push_back(machine.name);
    }
    for (const auto& name : machines) {
        static_cast<void>(machine_of(instance, name));
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            throw UsageError("there is no script for {}; there are scripts for {}", name, join(names, ", "));
        }
    }
    std::erase_if(scripts, [&](const SolutionScript& one) {
        return std::find(machines.begin(), machines.end(), one.machine.name) == machines.end();
    });
}

std::vector<SolutionScript> chosen_scripts(const Lab& lab, const Instance& instance, const SolutionChoice& choice) {
    auto scripts =
        choice.partial.empty() ? whole_solution(lab, instance) : partial_solution(lab, instance, choice.partial);
    keep_machines(scripts, instance, choice.machines);
    return scripts;
}

void run_scripts(
    Context& context, const Lab& lab, const Instance& instance, const std::vector<SolutionScript>& scripts) {
    std::vector<InstanceMachine> machines;
    machines.reserve(scripts.size());
    for (const auto& [machine, script] : scripts) {
        machines.push_back(machine);
    }
    const auto links = connect_machines(*context.providers, machines);
    const auto environment = as_environment(instance.parameters);
    std::vector<std::function<void(const Post&)>> tasks;
    std::vector<std::string> failures;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        const auto& script = scripts[i].script;
        tasks.emplace_back([&, i, name = script.lexically_relative(lab.folder).string(), content = read_file(script)](
                               const Post& post) {
            const Stopwatch watch;
            links[i].require_agent();
            const auto failure = run_script(links[i], name, content, environment, lab.timeouts.setup);
            post([&, i, failure, seconds = watch.seconds()] {
                const auto state = failure.empty() ? MachineProgress::solved : MachineProgress::solution_failed;
                context.observer.machine(links[i].machine.name, state, seconds);
                if (!failure.empty()) {
                    failures.push_back(failure);
                }
            });
        });
    }
    run_parallel(tasks, [&] { context.observer.tick(); });
    if (!failures.empty()) {
        throw Error("{}", join(failures, "\n"));
    }
}

} // namespace

std::vector<SolutionScript> solve(
    Context& context, const Lab& lab, const std::string& student, const SolutionChoice& choice) {
    const InstanceId id{lab.id, student};
    static_cast<void>(known_instance(context, id)); // Before a lock is made for an instance that does not exist.
    const auto lock = lock_instance(context, id);
    auto instance = known_instance(context, id);
    require_same_folder(instance, lab.folder);
    require_ready(instance);
    if (const auto frozen = describe_freeze(context, instance); !frozen.empty()) {
        throw Error("{} is {}: a solution would change what is graded", to_string(id), frozen);
    }
    auto scripts = chosen_scripts(lab, instance, choice);
    instance.parameters = student_parameters(context, lab, student, instance.parameters);
    context.observer.step(
        choice.partial.empty() ? "Running the solution" : "Running partial solution " + choice.partial);
    run_scripts(context, lab, instance, scripts);
    return scripts;
}

} // namespace crocum
