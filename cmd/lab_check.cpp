#include "cmd/command.hpp"
#include "cmd/progress.hpp"
#include "lib/report/trace.hpp"

namespace crocum {

namespace {

struct CheckOptions : LabOptions {
    std::vector<std::string> machines;
};

Exit run_check(const CheckOptions& options) {
    require_lab_and_student(options);
    const Console console(options.output);
    Progress progress(console);
    auto session = open_session(progress, signature("check", options), Seconds(options.wait));
    const auto lab = named_lab(session, options);
    const auto outcome = check(session, lab, options.student, {options.machines.begin(), options.machines.end()});
    const auto& results = outcome.attempt.results;
    const auto& style = console.out_style();
    for (const auto& part : {left_to_do(results, style), not_measured(results, style)}) {
        console.result(part.empty() ? "" : "\n" + part);
    }
    console.result("\n" + score_line(results, outcome.attempt.partial, style));
    console.result(suites_line(outcome.attempt.suite_digests, style));
    if (console.quiet()) {
        // Who asked for silence still hears why the exit status is not 0.
        console.trouble(not_measured(results, console.err_style()));
    }
    const auto exit = score(results).final() ? Exit::done : Exit::ungraded;
    if (console.json()) {
        auto object = to_json(outcome.attempt);
        object["folder"] = outcome.folder.string();
        console.document(document("lab check", exit, object));
    }
    return exit;
}

} // namespace

void add_lab_check(CLI::App& lab, Invocation& invocation) {
    auto* verb = lab.add_subcommand("check", "Grade a student's instance: run the suites inside its machines");
    auto options = std::make_shared<CheckOptions>();
    add_lab_options(*verb, *options);
    verb->add_option("-m,--machine", options->machines, "Only this machine (repeatable); gives no final score")
        ->type_name("NAME")
        ->expected(-1)
        ->allow_extra_args(false);
    verb->footer(
        "A low score is no failure: exit status 0. Where something could not be measured it is 3, and there is no\n"
        "final score. Every attempt is kept.\n\n"
        "Examples:\n"
        "  crocum lab check hello -s demo\n"
        "  crocum lab check hello -s demo -m srv -v     one machine, with the output of its checks\n"
        "  crocum lab check hello -s demo --json | jq .score\n");
    verb->callback([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_check(*options)); };
        invocation.interrupted = fmt::format(
            "this attempt has no result, and the instance stands as it did; \"{}\" begins a new one",
            signature("check", *options));
    });
}

} // namespace crocum
