#include "cmd/batch_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/student_progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/report/check_text.hpp"
#include "lib/report/score_text.hpp"
#include "lib/session/batch/check.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/grading/check.hpp"
#include "lib/session/grading/check_selection.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/grading.hpp"

#include <algorithm>

namespace crocum {

namespace {

struct CheckOptions : BatchOptions {
    std::vector<std::string> machines;
    std::string only;
    std::vector<std::string> tags;
    std::optional<double> fail_under; ///< percent
    bool restart = false;
    bool skip_graded = false;
    bool waves = false;
    bool freeze = false;
    std::string deadline;
    std::string skip_graded_since;
};

/// The command that continues this run.
std::string command_of(const CheckOptions& options) {
    auto text = batch_signature("check", options);
    const auto add = [&](const char* name, const std::string& value) {
        text += value.empty() ? "" : fmt::format(" {} {}", name, shell_word(value));
    };
    for (const auto& machine : options.machines) {
        add("-m", machine);
    }
    add("--only", options.only);
    add("--tags", join(options.tags, ","));
    add("--deadline", options.deadline);
    text += options.freeze ? " --freeze" : "";
    text += options.waves ? " --waves" : "";
    text += options.skip_graded ? " --skip-graded" : "";
    add("--skip-graded-since", options.skip_graded_since);
    return text;
}

CheckSelection selection_of(const CheckOptions& options) {
    return {
        {options.machines.begin(), options.machines.end()}, options.only, {options.tags.begin(), options.tags.end()}};
}

/// After this time a message about old grades is printed even with -q.
constexpr std::chrono::hours long_ago{12};

/// With --skip-graded: who was skipped, and how old these grades are.
void note_old_grades(const Output& output, const CheckOptions& options, const BatchCheckResult& result) {
    const auto before =
        static_cast<std::size_t>(std::count_if(result.rows.begin(), result.rows.end(), [](const auto& row) {
            return row.outcome == Outcome::already_graded;
        }));
    if (before == 0 || !options.skip_graded) {
        return;
    }
    if (before < result.rows.size()) {
        output.message(fmt::format(
            "{} {} skipped: already graded by the same checks in the same instance\n",
            output.err_style().yellow("note:"),
            plural(before, "student")));
        return;
    }
    const auto age = current_time() - from_iso(result.oldest);
    const auto text = fmt::format(
        "{} nothing to do: all students are already graded by the same checks in the same instances, up to {} ago; "
        "without --skip-graded, they are graded again\n",
        output.err_style().yellow("note:"),
        format_duration(age));
    // Also with -q: a cron job that does not grade any more has to report this.
    age > long_ago ? output.trouble(text) : output.message(text);
}

std::optional<Time> deadline_of(const CheckOptions& options) {
    return options.deadline.empty() ? std::nullopt : std::optional(time_from(options.deadline, "--deadline"));
}

BatchCheckOptions batch_options_of(const CheckOptions& options, Time begun) {
    BatchCheckOptions order;
    order.selection = selection_of(options);
    if (options.freeze && (!options.machines.empty() || !options.only.empty() || !options.tags.empty())) {
        throw with_hint(
            UsageError("--freeze grades all checks: it cannot be used with -m, --only or --tags"),
            "A part of the checks gives no final score, so the machines would stay frozen");
    }
    order.single = !options.is_batch() && !options.waves && !options.freeze && !options.skip_graded &&
                   options.skip_graded_since.empty();
    order.restart = options.restart;
    order.skip_graded = options.skip_graded;
    order.waves = options.waves;
    order.freeze = options.freeze;
    order.deadline = deadline_of(options);
    order.fail_under = options.fail_under;
    order.jobs = options.students_at_once();
    if (!options.skip_graded_since.empty()) {
        order.skip_graded_since = moment_from(options.skip_graded_since, "--skip-graded-since", begun);
    }
    return order;
}

/// Returns the saved students as the field of the document, after a note for people.
Json note_saved(Context& context, const BatchCheckResult& result) {
    Json students = Json::array();
    for (const auto& [student, reason] : result.saved) {
        context.observer.note(fmt::format(
            "the machines of {} could not be started again: {}. They stay saved on disk, and up starts them",
            student,
            reason));
        students.push_back(student);
    }
    return {{"resumed", result.resumed}, {"saved", students}};
}

/// Grades the students, and shows one line for each.
Exit run_class_check(const CheckOptions& options) {
    const Output output(options.output);
    BatchView view(output);
    auto context = open_context(view, command_of(options), Seconds(options.wait));
    const auto order = batch_options_of(options, context.begun);
    const auto lab = named_lab(context, options);
    const auto targets = find_targets(context, lab.id, options.who, false);
    const auto lock = lock_if_class(context, lab.id, options);
    const auto result = batch_check(context, lab, options.who, targets, order);
    note_old_grades(output, options, result);
    const auto saved = note_saved(context, result);
    view.summarize(batch_name(lab.id, options), result.rows);
    return finish_batch(output, "lab check", lab.id, options, result.rows, saved);
}

void show_score(const Output& output, const Grading& grading, const CheckOptions& options, Exit exit) {
    const auto& results = grading.measured.results;
    const auto& style = output.out_style();
    // A decision settles a check.
    for (const auto& part : {left_to_do(grading.results(), style), not_measured(results, style)}) {
        output.result(part.empty() ? "" : "\n" + part);
    }
    output.result(fmt::format("\n{}", score_line(grading, style)));
    if (output.verbose()) {
        output.result(suites_line(grading.measured.suite_digests, style));
    }
    if (output.quiet()) {
        // Even with -q the reason for an exit status other than 0 is printed.
        output.trouble(not_measured(results, output.err_style()));
    }
    if (exit == Exit::failed) {
        output.trouble(fmt::format("the score is below {} %\n", number(*options.fail_under)));
    }
}

/// What the score does not say: the machines could not be frozen at the deadline, or are frozen until the next run.
void show_remarks(const Output& output, const BatchRow& row) {
    const bool measured = row.outcome == Outcome::graded || row.outcome == Outcome::partial;
    const auto remark = measured && row.exit == Exit::done ? row.detail : "";
    for (const auto& text : {remark, row.hint}) {
        if (!text.empty()) {
            output.quiet() ? output.trouble(text + "\n") : output.result(text + "\n");
        }
    }
}

/// Grades one student: a batch of one, whose checks are shown as they end. An error is reported as an error, not as a
/// row.
Exit run_student_check(CheckOptions& options) {
    const Output output(options.output);
    StudentProgress progress(output);
    auto context = open_context(progress, command_of(options), Seconds(options.wait));
    const auto order = batch_options_of(options, context.begun);
    find_student(context, options);
    const auto lab = named_lab(context, options);
    progress.expect(lab, order.selection.machines);
    require_gradable(context, lab, options.student, order.selection.machines);
    const auto result = batch_check(context, lab, options.who, {{options.student, "", false}}, order);
    progress.finish();
    const auto& row = result.rows.front();
    if (row.failure) {
        std::rethrow_exception(row.failure);
    }
    if (row.attempt.empty()) {
        check_interrupt(); // The turn did not begin.
        throw with_hint(UnreachableError("{}: {}", row.outcome_text(), row.detail), row.hint);
    }
    note_old_grades(output, options, result);
    auto more = note_saved(context, result);
    const InstanceId id{lab.id, options.student};
    const auto attempts = attempts_of(context);
    const auto grading = attempts.grading(id, row.attempt);
    show_score(output, grading, options, row.exit);
    show_remarks(output, row);
    more.update(to_json(grading));
    more["folder"] = attempts.folder(id, row.attempt).string();
    return finish_batch(output, "lab check", lab.id, options, result.rows, more);
}

Exit run_check(CheckOptions& options) {
    require_targets(options);
    return options.is_batch() ? run_class_check(options) : run_student_check(options);
}

} // namespace

void add_lab_check(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "check", "Grade instances: run the suites inside their machines");
    auto options = std::make_shared<CheckOptions>();
    add_batch_options(verb, *options, invocation);
    verb.texts("-m,--machine", options->machines, "Grade only this machine (repeatable); no final score", "NAME");
    verb.text(
        "--only", options->only, "Grade only checks whose names match, as with -k of pytest; no final score", "EXPR");
    verb.list("--tags", options->tags, "Grade only checks with one of these tags (a,b); no final score", "TAGS");
    verb.percent("--fail-under", options->fail_under, "End with status 1 when the score is below PERCENT");
    verb.flag("--restart", options->restart, "Grade all students, instead of continuing an unfinished run");
    verb.text(
        "--deadline",
        options->deadline,
        "A deadline for this run only, instead of the due date (\"crocum due set\")",
        "TIME");
    verb.flag(
        "--freeze",
        options->freeze,
        "Pause all machines at the due date, or the --deadline, and grade them afterwards");
    verb.flag("--waves", options->waves, "Start stopped machines on demand; save others to disk when memory is short");
    verb.flag("--skip-graded", options->skip_graded, "Skip students whose score could not change");
    verb.text(
        "--skip-graded-since",
        options->skip_graded_since,
        "Skip students graded within a duration (12h) or since a time (2026-12-01T20:00)",
        "TIME");
    verb.epilogue(
        "A low score is not a failure: exit status 0. When something could not be measured, the status is 3 and there "
        "is\n"
        "no final score. Every attempt is kept; the last complete one is the score, unless the lab says \"attempts: "
        "best\"\n"
        "or \"first\".\n"
        "With several students, each has one line, and transient failures (a silent agent, a busy libvirt) are "
        "retried\n"
        "once. All students are graded every time. When a run was killed or interrupted, the same command continues it "
        "for\n"
        "twelve hours: students whom that run graded are skipped.\n\n"
        "Examples:\n"
        "  crocum lab check hello -s demo\n"
        "  crocum lab check hello -s demo -m srv -v     one machine, with the output of its checks\n"
        "  crocum lab check hello -s demo --only 'address or route'\n"
        "  crocum lab check hello -s demo --fail-under 50 -q && echo passed\n"
        "  crocum lab check hello -s demo --json | jq .score\n"
        "  crocum lab check hello --class net-2026\n"
        "  crocum lab check hello --class net-2026 --freeze        waits for the due date of the class\n"
        "  crocum lab check hello --class net-2026 --group A -j 4 -q --skip-graded-since 12h\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_check(*options)); };
        const auto command = command_of(*options);
        invocation.interrupted =
            options->is_batch()
                ? fmt::format("graded students keep their scores; \"{}\" continues with the others", command)
                : fmt::format(
                      "this attempt has no result, and the instance is unchanged; \"{}\" starts a new attempt",
                      command);
    });
}

} // namespace crocum
