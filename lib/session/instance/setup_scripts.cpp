#include "lib/session/instance/setup_scripts.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/parallel.hpp"
#include "lib/base/text.hpp"
#include "lib/check/collect.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/session/instance/remote_script.hpp"
#include "lib/terraform/lab_copy.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

/// Without this note, a script for a machine of another name would be ignored silently.
void warn_unknown_machines(Context& context, const Lab& lab, const Instance& instance) {
    std::vector<std::string> names;
    for (const auto& machine : instance.machines) {
        names.push_back(machine.name);
    }
    for (const auto& script : lab.setup_scripts()) {
        if (std::find(names.begin(), names.end(), script.stem()) == names.end()) {
            context.observer.note(fmt::format(
                "{} is for a machine that this lab does not have (it has {})", script.string(), join(names, ", ")));
        }
    }
    const auto collector = collector_for(context.config);
    for (const auto& suite : suites_of(lab)) {
        if (suite.is_across() || std::find(names.begin(), names.end(), suite.machine) != names.end()) {
            continue;
        }
        // The folder also has helper modules; they have no checks.
        const auto path = (suite.root / suite.entry).string();
        try {
            if (!collect(suite, collector).empty()) {
                context.observer.note(
                    fmt::format("{} has checks, but this lab has no machine {}", path, suite.machine));
            }
        } catch (const Error& error) {
            context.observer.note(path + ": " + error.what());
        }
    }
}

void run_setup(Context& context, const Lab& lab, InstanceRecord& record, const std::vector<MachineLink>& links) {
    auto& instance = record.instance;
    std::vector<std::function<void(const Post&)>> tasks;
    std::string broken;
    const auto environment = as_environment(instance.parameters);
    for (std::size_t i = 0; i < links.size(); ++i) {
        auto& machine = instance.machines[i];
        const auto path = lab.setup_script(machine.name);
        // A machine that had no script counts as set up; the correction can be a script for it.
        const bool ran = machine.set_up && !machine.setup_digest.empty();
        if (ran || path.empty()) {
            machine.set_up = true;
            if (setup_digest(lab.folder, machine.name) != machine.setup_digest) {
                context.observer.note(fmt::format(
                    "setup/{0}.sh has changed since it ran in {0}; it does not run there a second time, down and up "
                    "would apply the changes",
                    machine.name));
            }
            continue;
        }
        tasks.emplace_back([&, path, script = read_file(path)](const Post& post) {
            const auto& link = links[static_cast<std::size_t>(&machine - instance.machines.data())];
            const Stopwatch watch;
            const auto failure = run_script(link, path.filename().string(), script, environment, lab.timeouts.setup);
            post([&, failure, seconds = watch.seconds()] {
                machine.set_up = failure.empty();
                machine.setup_digest = sha256(script);
                broken = broken.empty() ? failure : broken;
                record.save(); // Finished machines stay set up, also when another machine fails.
                context.observer.machine(
                    machine.name, failure.empty() ? MachineProgress::set_up : MachineProgress::setup_failed, seconds);
            });
        });
    }
    if (!tasks.empty()) {
        context.observer.step("Running setup");
        try {
            run_parallel(tasks, [&] { context.observer.tick(); });
        } catch (const Error& error) {
            // The failure of a script is more useful than that of an agent that stopped answering meanwhile.
            if (broken.empty()) {
                throw;
            }
            context.observer.note(error.what());
        }
    }
    instance.broken = broken;
    record.save();
    if (!broken.empty()) {
        throw with_hint(
            Error("setup failed: {}", broken),
            "Correct the script and run \"crocum lab up\" again: it continues with the setup");
    }
}

} // namespace crocum
