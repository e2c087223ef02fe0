#include "cmd/command.hpp"
#include "cmd/progress.hpp"
#include "lib/base/text.hpp"
#include "lib/report/trace.hpp"

namespace crocum {

namespace {

struct CheckOptions : LabOptions {
    std::vector<std::string> machines;
    std::string only;
    std::vector<std::string> tags;
    std::optional<double> fail_under; ///< percent
};

CheckSelection selection_of(const CheckOptions& options) {
    return {
        {options.machines.begin(), options.machines.end()}, options.only, {options.tags.begin(), options.tags.end()}};
}

/// A low score is one's own failure only where somebody said from where on it is low. Without a score there is none.
Exit exit_of(const Attempt& attempt, std::optional<double> fail_under) {
    const auto sum = score(attempt.results);
    if (!sum.final()) {
        return Exit::ungraded;
    }
    return fail_under && sum.percent() < *fail_under ? Exit::failed : Exit::done;
}

Exit run_check(const CheckOptions& options) {
    require_lab_and_student(options);
    const Console console(options.output);
    Progress progress(console);
    auto session = open_session(progress, signature("check", options), Seconds(options.wait));
    const auto lab = named_lab(session, options);
    const auto outcome = check(session, lab, options.student, selection_of(options));
    const auto& results = outcome.attempt.results;
    const auto& style = console.out_style();
    for (const auto& part : {left_to_do(results, style), not_measured(results, style)}) {
        console.result(part.empty() ? "" : "\n" + part);
    }
    console.result(fmt::format("\n{}", score_line(results, outcome.attempt.partial, style)));
    console.result(suites_line(outcome.attempt.suite_digests, style));
    if (console.quiet()) {
        // Who asked for silence still hears why the exit status is not 0.
        console.trouble(not_measured(results, console.err_style()));
    }
    const auto exit = exit_of(outcome.attempt, options.fail_under);
    if (exit == Exit::failed) {
        console.trouble(fmt::format("the score is under {} %\n", number(*options.fail_under)));
    }
    if (console.json()) {
        auto object = to_json(Grading{outcome.attempt, {}, {}});
        object["folder"] = outcome.folder.string();
        console.document(document("lab check", exit, object));
    }
    return exit;
}

} // namespace

void add_lab_check(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "check", "Grade a student's instance: run the suites inside its machines");
    auto options = std::make_shared<CheckOptions>();
    add_lab_options(verb, *options);
    verb.texts("-m,--machine", options->machines, "Only this machine (repeatable); gives no final score", "NAME");
    verb.text("--only", options->only, "Only checks whose names match, as pytest's -k; gives no final score", "EXPR");
    verb.list("--tags", options->tags, "Only checks with one of these tags (a,b); gives no final score", "TAGS");
    verb.percent("--fail-under", options->fail_under, "Exit status 1 where the score is under so many percent");
    verb.epilogue(
        "A low score is no failure: exit status 0. Where something could not be measured it is 3, and there is no\n"
        "final score. Every attempt is kept, and the last complete one stays the score.\n\n"
        "Examples:\n"
        "  crocum lab check hello -s demo\n"
        "  crocum lab check hello -s demo -m srv -v     one machine, with the output of its checks\n"
        "  crocum lab check hello -s demo --only 'address or route'\n"
        "  crocum lab check hello -s demo --fail-under 50 -q && echo passed\n"
        "  crocum lab check hello -s demo --json | jq .score\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_check(*options)); };
        invocation.interrupted = fmt::format(
            "this attempt has no result, and the instance stands as it did; \"{}\" begins a new one",
            signature("check", *options));
    });
}

} // namespace crocum
