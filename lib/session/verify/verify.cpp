#include "lib/session/verify/verify.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/grading/check.hpp"
#include "lib/session/instance/lookup.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/session/instance/remote_script.hpp"
#include "lib/session/locks.hpp"
#include "lib/session/verify/scratch_instance.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Solutions never run in existing machines, because these may be in use.
void require_fresh_machines(const fs::path& folder) {
    const auto lab = lab_without_file(folder);
    if (!lab.has_terraform) {
        throw with_hint(
            UsageError("lab {} uses existing machines; lab verify needs machines that Terraform creates", lab.id),
            "\"crocum lab validate\" finds mistakes without machines");
    }
}

void require_solution(const Lab& lab) {
    if (lab.solution_scripts().empty()) {
        throw with_hint(
            Error("lab {} has no solution, which verify needs", lab.id),
            "Write solution/MACHINE.sh, which makes the checks of the machine pass");
    }
}

GradedState grade(
    Context& context,
    const Lab& lab,
    const PreparedChecks& checks,
    const Instance& instance,
    GradedState state,
    const VerifyOptions& options) {
    const auto lock = lock_instance(context, instance.id);
    for (int i = 1; i <= options.repeat; ++i) {
        context.observer.step(
            options.repeat == 1 ? fmt::format("Grading: {}", state.name)
                                : fmt::format("Grading: {} ({} of {})", state.name, i, options.repeat));
        state.gradings.push_back(
            check(context, lock, lab, instance.id.student, checks, {current_time(), std::nullopt}).attempt.results);
    }
    return state;
}

/// Runs scripts in machines of an instance, all at the same time, because one may wait for another.
void run_scripts(
    Context& context,
    const Lab& lab,
    const Instance& instance,
    const std::vector<std::pair<InstanceMachine, fs::path>>& scripts) {
    std::vector<InstanceMachine> machines;
    machines.reserve(scripts.size());
    for (const auto& [machine, script] : scripts) {
        machines.push_back(machine);
    }
    const auto links = connect_machines(*context.providers, machines);
    std::vector<std::function<void(const Post&)>> tasks;
    std::vector<std::string> failures;
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        tasks.emplace_back([&, i, content = read_file(scripts[i].second)](const Post& post) {
            const Stopwatch watch;
            links[i].require_agent();
            const auto name = scripts[i].second.filename().string();
            const auto failure =
                run_script(links[i], name, content, as_environment(instance.parameters), lab.timeouts.setup);
            post([&, i, failure, seconds = watch.seconds()] {
                const auto state = failure.empty() ? MachineProgress::solved : MachineProgress::solution_failed;
                context.observer.machine(links[i].machine.name, state, seconds);
                if (!failure.empty()) {
                    failures.push_back("solution/" + failure);
                }
            });
        });
    }
    run_parallel(tasks, [&] { context.observer.tick(); });
    if (!failures.empty()) {
        throw Error("{}", join(failures, "\n"));
    }
}

void solve(Context& context, const Lab& lab, const Instance& instance) {
    context.observer.step("Running the solution");
    std::vector<std::pair<InstanceMachine, fs::path>> scripts;
    for (const auto& machine : instance.machines) {
        if (const auto script = lab.solution_script(machine.name); fs::is_regular_file(script)) {
            scripts.emplace_back(machine, script);
        }
    }
    run_scripts(context, lab, instance, scripts);
}

ResultMatrix prove(Context& context, const Lab& lab, const VerifyOptions& options) {
    const auto checks = prepare_checks(context, lab, {});
    ResultMatrix proof;
    on_scratch_instance(context, lab, options.keep, [&](const Instance& instance) {
        proof.untouched = grade(context, lab, checks, instance, {"untouched", {}, {}}, options);
        solve(context, lab, instance);
        proof.solved = grade(context, lab, checks, instance, {"solved", {}, {}}, options);
    });
    for (const auto& [name, partial] : lab.partials) {
        on_scratch_instance(
            context, lab, options.keep, [&, &name = name, &partial = partial](const Instance& instance) {
                context.observer.step("Running partial solution " + name);
                run_scripts(
                    context, lab, instance, {{machine_of(instance, partial.machine), lab.partial_script(name)}});
                proof.partials.push_back(grade(context, lab, checks, instance, {name, partial.score, {}}, options));
            });
    }
    return proof;
}

} // namespace

Verification verify(Context& context, const fs::path& folder, const VerifyOptions& options) {
    const Stopwatch watch;
    require_fresh_machines(folder);
    Verification verification;
    verification.validation = validate(context, folder);
    if (verification.validation.errors() == 0) {
        const auto lab = load_lab(folder);
        require_solution(lab);
        verification.proof = prove(context, lab, options);
    }
    verification.seconds = watch.seconds();
    return verification;
}

} // namespace crocum
