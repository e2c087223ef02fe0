#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/report/score_text.hpp"
#include "lib/session/due.hpp"
#include "lib/session/listing/overview.hpp"

#include <algorithm>

namespace crocum {

namespace {

Json to_document(const Overview& overview) {
    Json labs = Json::array();
    for (const auto& lab : overview.labs) {
        labs.push_back(
            {{"lab", lab.id},
             {"title", lab.title},
             {"folder", lab.folder.string()},
             {"machines", lab.machines},
             {"checks", lab.checks},
             {"points", lab.points},
             {"error", lab.error}});
    }
    Json instances = Json::array();
    for (const auto& instance : overview.instances) {
        Json entry{
            {"lab", instance.id.lab},
            {"student", instance.id.student},
            {"state", instance.state()},
            {"broken", instance.broken},
            {"notes", instance.notes},
            {"machines", instance.machines},
            {"running", instance.running ? Json(*instance.running) : Json()},
            {"created", instance.created},
            {"last_attempt", Json()},
            {"error", instance.error}};
        entry["last_attempt_is_earlier"] = instance.last_is_earlier;
        if (instance.last) {
            entry["last_attempt"] = instance.last->document;
        }
        instances.push_back(std::move(entry));
    }
    Json students = Json::array();
    for (const auto& student : overview.students) {
        students.push_back(
            {{"student", student.student},
             {"name", student.name},
             {"group", student.group},
             {"left", student.left},
             {"due", student.due ? Json(to_iso(student.due->at)) : Json()},
             {"last_attempt", student.last ? student.last->document : Json()},
             {"notes", student.notes},
             {"error", student.error}});
    }
    return {
        {"labs", labs},
        {"instances", instances},
        {"students", students},
        {"problems", overview.problems},
        {"notes", overview.notes}};
}

std::string labs_table(const Overview& overview, std::size_t width) {
    const std::vector<Column> columns{
        {"LAB"}, {"TITLE", 0, Fit::shorten}, {"MACHINES", 2}, {"CHECKS", 3}, {"POINTS", 1}};
    std::vector<TableRow> rows;
    for (const auto& lab : overview.labs) {
        if (lab.error.empty()) {
            rows.push_back(
                {lab.id, lab.title, std::to_string(lab.machines), std::to_string(lab.checks), number(lab.points)});
        } else {
            rows.push_back({lab.id, "(not readable, see below)", "-", "-", "-"});
        }
    }
    return overview.labs.empty() ? "No labs on the lab path.\n" : table(columns, rows, width);
}

std::string last_score(const InstanceSummary& instance) {
    if (!instance.last) {
        return instance.error.empty() ? "-" : "?";
    }
    const auto& score = instance.last->score;
    return short_score(score) + (score.settled() && instance.last_is_earlier ? " (earlier instance)" : "");
}

/// "2/2": agents behind sockets have no provider that could say it of their machines.
std::string running_of(const InstanceSummary& instance) {
    if (instance.at_provider == 0) {
        return "-";
    }
    return fmt::format("{}/{}", instance.running ? std::to_string(*instance.running) : "?", instance.at_provider);
}

std::string age(const std::string& created) {
    if (created.empty()) {
        return "-";
    }
    return format_duration(current_time() - from_iso(created));
}

std::string instances_table(const Overview& overview, std::size_t width) {
    if (overview.instances.empty()) {
        return "No instances.\n";
    }
    std::vector<Column> columns{{"LAB"}, {"STUDENT"}, {"STATE"}, {"RUNNING", 1}, {"LAST SCORE"}, {"AGE", 2}};
    const auto& all = overview.instances;
    const bool notes = std::any_of(all.begin(), all.end(), [](const auto& one) { return !one.notes.empty(); });
    if (notes) {
        columns.push_back({"NOTES", 0, Fit::wrap});
    }
    std::vector<TableRow> rows;
    for (const auto& instance : overview.instances) {
        rows.push_back(
            {instance.id.lab,
             instance.id.student,
             instance.state(),
             running_of(instance),
             last_score(instance),
             age(instance.created)});
        if (notes) {
            rows.back().push_back(join(instance.notes, "; "));
        }
    }
    return table(columns, rows, width);
}

/// A class: a row for every student, with or without an instance.
std::string class_table(const Overview& overview, std::size_t width) {
    const std::vector<Column> columns{
        {"STUDENT"},
        {"NAME", 1, Fit::shorten},
        {"GROUP", 2},
        {"STATE"},
        {"RUNNING", 3},
        {"SCORE"},
        {"NOTES", 0, Fit::wrap}};
    std::vector<TableRow> rows;
    for (const auto& student : overview.students) {
        const auto instance = std::find_if(overview.instances.begin(), overview.instances.end(), [&](const auto& one) {
            return one.id.student == student.student;
        });
        auto notes = student.left ? std::vector<std::string>{"left"} : std::vector<std::string>();
        if (instance == overview.instances.end()) {
            notes.insert(notes.end(), student.notes.begin(), student.notes.end());
            const auto score = student.last ? short_score(student.last->score) : student.error.empty() ? "-" : "?";
            rows.push_back(
                {student.student, student.name, student.group, "no instance", "-", score, join(notes, "; ")});
            continue;
        }
        notes.insert(notes.end(), instance->notes.begin(), instance->notes.end());
        rows.push_back(
            {student.student,
             student.name,
             student.group,
             instance->state(),
             running_of(*instance),
             last_score(*instance),
             join(notes, "; ")});
    }
    return table(columns, rows, width);
}

struct ListOptions {
    OutputOptions output;
    std::string lab;
    std::string class_name;
};

Exit run_list(const ListOptions& options) {
    if (!options.class_name.empty()) {
        require_id("class", options.class_name);
        if (options.lab.empty()) {
            throw UsageError("--class needs a lab: crocum lab list LAB --class {}", options.class_name);
        }
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, "crocum lab list");
    if (!options.lab.empty()) {
        require_known(context, options.lab);
    }
    const auto overview = crocum::overview(
        context, {options.lab.empty() ? "" : lab_id(options.lab), options.class_name, options.output.json});
    const auto width = output.out_style().columns;
    if (options.class_name.empty()) {
        output.result(labs_table(overview, width) + "\n" + instances_table(overview, width));
    } else {
        output.result(class_table(overview, width));
        for (const auto& due : overview.due_dates) {
            output.result((due.is_extension() ? due.student + ": " : "") + describe_due(due, context.begun) + "\n");
        }
    }
    for (const auto& lab : overview.labs) {
        if (!lab.error.empty()) {
            progress.note("lab " + lab.id + ": " + lab.error);
        }
    }
    for (const auto& instance : overview.instances) {
        if (!instance.error.empty()) {
            progress.note(to_string(instance.id) + ": " + instance.error);
        }
    }
    for (const auto& note : overview.notes) {
        progress.note(note);
    }
    for (const auto& problem : overview.problems) {
        output.trouble(problem + "\n");
    }
    const auto exit = overview.problems.empty() ? Exit::done : Exit::ungraded;
    if (output.json()) {
        output.document(document("lab list", exit, to_document(overview)));
    }
    return exit;
}

} // namespace

void add_lab_list(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "list", "Show the labs, and the instances with their state and last score");
    auto options = std::make_shared<ListOptions>();
    add_lab_option(verb, options->lab);
    verb.text("--class", options->class_name, "All students of this class, also without an instance", "NAME");
    add_output_options(verb, options->output);
    verb.epilogue("RUNNING counts the running machines, as libvirt reports them; it is \"?\" when libvirt does not "
                  "answer (then the\n"
                  "exit status is 3), and \"-\" when all machines are behind agent sockets.\n\n"
                  "Examples:\n"
                  "  crocum lab list\n"
                  "  crocum lab list hello --class net-2026     the scores of a class\n"
                  "  crocum lab list --json | jq -r '.instances[].student'\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_list(*options)); }; });
}

} // namespace crocum
