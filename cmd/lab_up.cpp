#include "cmd/batch_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/session/batch/up.hpp"
#include "lib/session/capacity/memory_holders.hpp"
#include "lib/session/instance/up.hpp"

#include <algorithm>

namespace crocum {

namespace {

Json to_document(const UpResult& result) {
    Json machines = Json::array();
    for (const auto& machine : result.instance.machines) {
        const auto address = machine.at_provider() == nullptr ? ProviderMachine{} : *machine.at_provider();
        machines.push_back(
            {{"name", machine.name},
             {"domain", address.name},
             {"uri", address.uri},
             {"agent", machine.agent_socket()}});
    }
    return {
        {"lab", result.instance.id.lab},
        {"student", result.instance.id.student},
        {"instance", result.instance.mark},
        {"phase", to_string(result.instance.phase)},
        {"made", result.made},
        {"seconds", result.seconds},
        {"machines", machines}};
}

/// How to get into the machines, and what comes next.
std::string next_steps(const Instance& instance) {
    const auto& [lab, student] = instance.id;
    const auto& machines = instance.machines;
    const auto has_console =
        std::find_if(machines.begin(), machines.end(), [](const auto& one) { return one.at_provider() != nullptr; });
    const auto way_in = has_console != machines.end()
                            ? fmt::format("crocum console -s {}, then: console {} {}", student, lab, has_console->name)
                            : fmt::format("crocum lab exec {} -s {} -- COMMAND", lab, student);
    return fmt::format("Log in:  {}\nGrade:   crocum lab check {} -s {}\n", way_in, lab, student);
}

struct UpCommandOptions : BatchOptions {
    bool replace_leftovers = false;
};

Exit run_batch_up(const UpCommandOptions& options) {
    const Output output(options.output);
    BatchView view(output);
    auto context = open_context(view, batch_signature("up", options), Seconds(options.wait));
    const auto lab = named_lab(context, options);
    const auto targets = find_targets(context, lab.id, options.who, false);
    const auto lock = lock_if_class(context, lab.id, options);
    const auto rows = batch_up(context, lab, targets, {options.replace_leftovers}, options.students_at_once());
    view.summarize(batch_name(lab.id, options), rows);
    if (std::any_of(rows.begin(), rows.end(), [](const BatchRow& row) { return row.exit == Exit::done; })) {
        output.message(fmt::format(
            "Log in:  crocum console -s STUDENT; students over ssh: crocum-console(1)\nGrade:   {}\n",
            batch_signature("check", options)));
    }
    return finish_batch(output, "lab up", lab.id, options, rows);
}

UpResult up_or_explain(Context& context, const Lab& lab, const UpCommandOptions& options) {
    try {
        return up(context, lab, options.student, {options.replace_leftovers});
    } catch (const std::exception& error) {
        note_memory_holders(context, error);
        throw;
    }
}

Exit run_up(UpCommandOptions& options) {
    require_targets(options);
    options.who.matching = Matching::ids_only; // An unknown id is that of a new student.
    if (options.is_batch()) {
        return run_batch_up(options);
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, batch_signature("up", options), Seconds(options.wait));
    find_student(context, options);
    const auto lab = named_lab(context, options);
    const auto result = up_or_explain(context, lab, options);
    std::vector<std::string> names;
    names.reserve(result.instance.machines.size());
    for (const auto& machine : result.instance.machines) {
        names.push_back(machine.name);
    }
    output.result(fmt::format(
        "{} {} ({}), {:.1f} s\n",
        to_string(result.instance.id),
        result.made || result.started ? "is ready" : "was ready",
        join(names, ", "),
        result.seconds));
    output.message(next_steps(result.instance));
    if (output.wants_document()) {
        output.document(document("lab up", Exit::done, to_document(result)));
    }
    return Exit::done;
}

} // namespace

void add_lab_up(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "up", "Create instances of a lab, and wait until their agents answer");
    auto options = std::make_shared<UpCommandOptions>();
    add_batch_options(verb, *options, invocation);
    verb.flag(
        "--replace-leftovers",
        options->replace_leftovers,
        "First remove an orphaned earlier instance of the same student and lab");
    verb.epilogue("A later up continues where an earlier run stopped. It does not change a ready instance, but starts "
                  "machines that\n"
                  "are off. When a name that the plan would create is already in use, up names the object and its "
                  "owner, and ends\n"
                  "with status 5.\n\n"
                  "Examples:\n"
                  "  crocum lab up hello -s demo\n"
                  "  crocum lab up ./labs/hello -s demo -v     with the events of Terraform\n"
                  "  crocum lab up hello --class net-2026      an instance for every student of the class\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_up(*options)); };
        invocation.interrupted = fmt::format("\"{}\" continues", batch_signature("up", *options));
    });
}

} // namespace crocum
