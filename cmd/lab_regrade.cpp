#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/lab/ids.hpp"
#include "lib/report/score_text.hpp"
#include "lib/session/grading/regrade.hpp"

#include <algorithm>

namespace crocum {

namespace {

struct RegradeRun : LabOptions {
    std::vector<std::string> students;
    bool dry_run = false;
};

Json side_of(const std::optional<CheckResult>& result) {
    if (!result) {
        return {};
    }
    return {
        {"verdict", to_string(result->verdict)},
        {"reason", result->reason},
        {"score", result->verdict == Verdict::ungraded ? Json() : Json(result->points())},
        {"max_score", result->check.points},
        {"title", result->check.title},
        {"number", result->check.number},
        {"visibility", to_string(result->check.visibility)},
        {"tags", result->check.tags}};
}

Json to_document(const RegradeOutcome& outcome) {
    Json changed = Json::array();
    for (const auto& change : outcome.changed) {
        changed.push_back(
            {{"id", change.id},
             {"what", change.what},
             {"before", side_of(change.before)},
             {"after", side_of(change.after)}});
    }
    return {
        {"student", outcome.id.student},
        {"attempt", outcome.before ? Json(outcome.before->measured.name) : Json()},
        {"partial", outcome.before && outcome.before->measured.partial},
        {"before", outcome.before ? to_json(outcome.before->score()) : Json()},
        {"after", outcome.after ? to_json(outcome.after->score()) : Json()},
        {"changes", changed},
        {"other_suites", outcome.other_suites},
        {"written", outcome.written},
        {"error", outcome.error}};
}

std::string points_of(const CheckResult& result) {
    return fmt::format(
        "{}/{}", result.verdict == Verdict::ungraded ? "?" : number(result.points()), number(result.check.points));
}

std::string change_line(const CheckChange& change, const Style& style) {
    const auto id = sanitize_line(change.id, 300);
    if (!change.before) {
        const bool open = change.after->verdict == Verdict::ungraded;
        return fmt::format(
            "  {} {} {}{}\n",
            style.green("+"),
            id,
            points_of(*change.after),
            open ? ", not measured: run check again" : "");
    }
    if (!change.after) {
        return fmt::format("  {} {} {}, not in the lab any more\n", style.red("-"), id, points_of(*change.before));
    }
    auto what = change.what;
    std::replace(what.begin(), what.end(), std::string("points"), [&] {
        return fmt::format("points {} -> {}", points_of(*change.before), points_of(*change.after));
    }());
    return fmt::format("  {} {} {}\n", style.yellow("~"), id, join(what, ", "));
}

void show(const Output& output, const RegradeOutcome& outcome) {
    const auto& style = output.out_style();
    const auto name = style.bold(outcome.id.student);
    if (!outcome.before) {
        return output.result(name + ": no finished attempt\n");
    }
    const auto before = outcome.before->score();
    if (!outcome.after) {
        return output.result(
            fmt::format("{}: {}; there is no complete attempt to regrade\n", name, short_score(before)));
    }
    if (outcome.changed.empty()) {
        return output.result(fmt::format("{}: {}, unchanged\n", name, short_score(before)));
    }
    std::string text = fmt::format("{}: {} -> {}\n", name, short_score(before), short_score(outcome.after->score()));
    for (const auto& change : outcome.changed) {
        text += change_line(change, style);
    }
    if (!outcome.other_suites.empty()) {
        text += style.dim(fmt::format(
                    "  the verdicts come from the suites as they were run; changed since then: {}",
                    join(outcome.other_suites, ", "))) +
                "\n";
    }
    output.result(text);
}

/// The first that applies of: locked, failed, ungraded.
Exit exit_of(const std::vector<RegradeOutcome>& outcomes) {
    const auto any = [&](auto matches) { return std::any_of(outcomes.begin(), outcomes.end(), matches); };
    if (any([](const RegradeOutcome& one) { return one.exit == Exit::locked; })) {
        return Exit::locked;
    }
    if (any([](const RegradeOutcome& one) { return one.exit != Exit::done && one.exit != Exit::ungraded; })) {
        return Exit::failed;
    }
    return any([](const RegradeOutcome& one) { return one.exit == Exit::ungraded; }) ? Exit::ungraded : Exit::done;
}

Exit run_regrade(const RegradeRun& options) {
    require_lab(options.lab);
    for (const auto& student : options.students) {
        require_student(student);
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, signature("regrade", options), Seconds(options.wait));
    const auto lab = named_lab(context, options);
    const auto outcomes =
        regrade(context, lab, {options.students, options.dry_run}, [&](const auto& outcome) { show(output, outcome); });
    Json students = Json::array();
    std::size_t written = 0;
    for (const auto& outcome : outcomes) {
        students.push_back(to_document(outcome));
        written += outcome.written ? 1 : 0;
        if (!outcome.error.empty()) {
            output.trouble(sanitize(outcome.id.student + ": " + outcome.error) + "\n");
        }
    }
    if (outcomes.empty()) {
        output.result(fmt::format("there are no attempts of {}\n", lab.id));
    } else if (options.dry_run) {
        output.result("Nothing was written (--dry-run)\n");
    } else {
        output.result(fmt::format("{} of {} regraded\n", written, plural(outcomes.size(), "student")));
    }
    const auto exit = exit_of(outcomes);
    if (output.wants_document()) {
        output.document(
            document("lab regrade", exit, {{"lab", lab.id}, {"dry_run", options.dry_run}, {"students", students}}));
    }
    return exit;
}

} // namespace

void add_lab_regrade(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "regrade", "Recompute scores after the points of a lab changed, without machines");
    auto options = std::make_shared<RegradeRun>();
    add_lab_option(verb, options->lab);
    verb.texts(
        "-s,--student", options->students, "The student (repeatable; default: all students with an attempt)", "ID");
    verb.flag("--dry-run", options->dry_run, "Show what would change and write nothing");
    add_wait_option(verb, *options);
    add_output_options(verb, options->output);
    add_events_option(verb, options->output, invocation);
    verb.epilogue(
        "Verdicts are not changed; points, totals, numbers, titles and visibility come from the lab as it is now. The\n"
        "measured result is kept. Exit status 3 when a student has no final score afterwards.\n\n"
        "Examples:\n"
        "  crocum lab regrade hello --dry-run\n"
        "  crocum lab regrade hello\n"
        "  crocum lab regrade hello -s ivan -s olga\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_regrade(*options)); };
        invocation.interrupted =
            fmt::format("\"{}\" continues with the other students", signature("regrade", *options));
    });
}

} // namespace crocum
