#include "cmd/batch_options.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "cmd/regrade_view.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/grading/regrade.hpp"

#include <algorithm>

namespace crocum {

namespace {

struct RegradeOptions : BatchOptions {
    std::string deadline;
    std::string late;
    bool undo = false;
    bool dry_run = false;
    bool yes = false;
};

/// Nothing when the attempts keep their deadlines.
std::optional<NewDeadline> new_deadline(const RegradeOptions& options, const LatePolicy& of_lab) {
    if (options.deadline.empty()) {
        if (!options.late.empty()) {
            throw with_hint(
                UsageError("--late needs --deadline"),
                "\"crocum due set\" sets the penalty that belongs to a due date");
        }
        return std::nullopt;
    }
    NewDeadline deadline;
    deadline.late = options.late.empty() ? of_lab : late_policy_from(options.late);
    if (options.deadline != "due") {
        deadline.at = time_from(options.deadline, "--deadline");
    }
    return deadline;
}

std::vector<Target> students_of(const Context& context, const std::string& lab, const RegradeOptions& options) {
    if (!options.who.all) {
        return find_targets(context, lab, options.who, true);
    }
    std::vector<Target> targets;
    for (const auto& student : attempts_of(context).students(lab)) {
        targets.push_back({student, "", false});
    }
    return targets;
}

RegradePlan plan_of(Context& context, const RegradeOptions& options, const std::string& lab) {
    if (options.undo) {
        return plan_undo(context, lab, students_of(context, lab, options));
    }
    const auto loaded = named_lab(context, options);
    return plan_regrade(context, loaded, students_of(context, lab, options), new_deadline(options, loaded.late));
}

std::string question(const RegradeOptions& options, const std::string& lab, const RegradePlan& plan) {
    return fmt::format(
        "{} of {} in {} ({})",
        options.undo ? "undo the last regrade" : "write the regrade",
        plural(plan.to_write(), "student"),
        lab,
        to_string(options.who));
}

/// Writes the plan, if that is what the person wants.
void write(Context& context, const Output& output, const RegradeOptions& options, RegradePlan& plan) {
    const auto lab = lab_id(options.lab);
    if (options.dry_run || plan.to_write() == 0) {
        return;
    }
    // A script that names one student means it.
    const bool meant = !options.is_batch() && (options.output.json || !is_interactive());
    require_yes(options.yes || meant, options.output.json, question(options, lab, plan), "", "nothing was written");
    apply(context, plan);
    output.result(fmt::format(
        "{} of {} {}{}\n",
        plan.to_write(),
        plural(plan.students.size(), "student"),
        options.undo ? "are as before the last regrade" : "regraded",
        options.undo ? "" : "; --undo withdraws it"));
}

/// The first that applies of: failed, ungraded.
Exit exit_of(const RegradePlan& plan) {
    const auto any = [&](auto matches) { return std::any_of(plan.students.begin(), plan.students.end(), matches); };
    if (any([](const auto& one) { return !one.error.empty(); })) {
        return Exit::failed;
    }
    return any([](const auto& one) { return one.exit == Exit::ungraded; }) ? Exit::ungraded : Exit::done;
}

Exit run_regrade(RegradeOptions& options) {
    require_targets(options);
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, batch_signature("regrade", options), Seconds(options.wait));
    const auto lab = lab_id(options.lab);
    require_known(context, options.lab);
    auto plan = plan_of(context, options, lab);
    if (plan.students.empty()) {
        output.result(fmt::format("there are no attempts of {}\n", lab));
    } else if (options.undo && plan.run.empty()) {
        output.result(fmt::format("there is no regrade to undo in {}\n", lab));
    } else {
        output.result(regrade_table(plan, !options.is_batch() || output.verbose(), output.out_style()));
    }
    for (const auto& outcome : plan.students) {
        if (!outcome.error.empty()) {
            output.trouble(sanitize(outcome.id.student + ": " + outcome.error) + "\n");
        }
    }
    write(context, output, options, plan);
    if (options.dry_run) {
        output.result("Nothing was written (--dry-run)\n");
    }
    const auto exit = exit_of(plan);
    if (output.wants_document()) {
        const Json object{
            {"lab", lab},
            {"class", options.who.class_name},
            {"group", options.who.group},
            {"run", plan.run},
            {"undo", options.undo},
            {"dry_run", options.dry_run},
            {"students", json_list(plan.students)}};
        output.document(document("lab regrade", exit, object));
    }
    return exit;
}

} // namespace

void add_lab_regrade(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "regrade", "Apply changed points or deadlines of a lab to kept attempts, without machines");
    auto options = std::make_shared<RegradeOptions>();
    add_lab_option(verb, options->lab);
    add_target_options(verb, options->who, "All students with an attempt of LAB");
    verb.text(
        "--deadline",
        options->deadline,
        "Replace the deadline of runs that had one (--deadline): a time, or \"due\" for the due date",
        "TIME");
    verb.text(
        "--late", options->late, "With --deadline: the penalty, as in \"due set\" (default: lab.yaml)", "PENALTY");
    verb.flag("--undo", options->undo, "Withdraw the last regrade of these students");
    verb.excludes("--undo", "--deadline");
    verb.flag("--dry-run", options->dry_run, "Show what would change and write nothing");
    verb.flag("-y,--yes", options->yes, "Do not ask for confirmation");
    add_wait_option(verb, *options);
    add_output_options(verb, options->output);
    add_events_option(verb, options->output, invocation);
    verb.epilogue(
        "Verdicts are not changed; points, totals, numbers, titles and visibility come from the lab as it is now. The\n"
        "scores before and after are shown first. Several students need a confirmation or --yes; for one student, a\n"
        "person at a terminal is asked. Then they are written for all students or for none. The measured result is\n"
        "kept. Exit status 3 when a student has no final score afterwards.\n\n"
        "Examples:\n"
        "  crocum lab regrade hello --class net-2026 --dry-run\n"
        "  crocum lab regrade hello --class net-2026\n"
        "  crocum lab regrade hello --class net-2026 --undo\n"
        "  crocum lab regrade hello -s ivan -s olga --deadline due\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_regrade(*options)); };
        invocation.interrupted = "the regrade is written for all students or for none: \"crocum lab show\" shows it";
    });
}

} // namespace crocum
