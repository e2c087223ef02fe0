#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/text.hpp"
#include "lib/session/instance/solution.hpp"

namespace crocum {

namespace {

struct SolveOptions : LabOptions {
    SolutionChoice choice;
};

std::string command_of(const SolveOptions& options) {
    auto text = signature("solve", options);
    for (const auto& machine : options.choice.machines) {
        text += " -m " + shell_word(machine);
    }
    return text + (options.choice.partial.empty() ? "" : " --partial " + shell_word(options.choice.partial));
}

Exit run_solve(SolveOptions& options) {
    require_lab_and_student(options);
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, command_of(options), Seconds(options.wait));
    find_student(context, options);
    const auto lab = named_lab(context, options);
    const Stopwatch watch;
    const auto scripts = solve(context, lab, options.student, options.choice);
    std::vector<std::string> names;
    Json machines = Json::array();
    for (const auto& [machine, script] : scripts) {
        names.push_back(machine.name);
        machines.push_back({{"name", machine.name}, {"script", script.string()}});
    }
    output.result(fmt::format(
        "{} ran in {} ({}), {:.1f} s\n",
        options.choice.partial.empty() ? "the solution" : "partial solution " + options.choice.partial,
        to_string(InstanceId{lab.id, options.student}),
        join(names, ", "),
        watch.seconds()));
    if (output.wants_document()) {
        output.document(document(
            "lab solve",
            Exit::done,
            {{"lab", lab.id},
             {"student", options.student},
             {"partial", options.choice.partial},
             {"seconds", watch.seconds()},
             {"machines", machines}}));
    }
    return Exit::done;
}

} // namespace

void add_lab_solve(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "solve", "Run the lab's solution in the machines of a student");
    auto options = std::make_shared<SolveOptions>();
    add_lab_options(verb, *options);
    add_events_option(verb, options->output, invocation);
    verb.texts("-m,--machine", options->choice.machines, "Only the script of this machine (repeatable)", "NAME");
    verb.text("--partial", options->choice.partial, "A partial solution of lab.yaml, instead of the solution", "NAME");
    verb.epilogue("Runs solution/MACHINE.sh in all machines at the same time, as \"lab verify\" does: as root, with "
                  "the student's\n"
                  "parameter values in the environment (CROCUM_NAME), and with the time of a setup script. The "
                  "student's work is\n"
                  "overwritten, and the next check grades the result.\n\n"
                  "Examples:\n"
                  "  crocum lab solve hello -s demo\n"
                  "  crocum lab solve lab1 -s demo -m r1\n"
                  "  crocum lab solve hello -s demo --partial address\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_solve(*options)); };
        invocation.interrupted =
            fmt::format("the scripts that had not ended were killed; \"{}\" runs them again", command_of(*options));
    });
}

} // namespace crocum
