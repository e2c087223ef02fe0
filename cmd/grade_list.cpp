#include "cmd/batch_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/local_time.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/session/grading/decision_list.hpp"
#include "lib/store/decision.hpp"

#include <cmath>

namespace crocum {

namespace {

struct ListOptions {
    OutputOptions output;
    std::string lab;
    TargetSelection who;
    bool history = false;
};

Json to_document(const ListedDecision& listed, const Target& target) {
    auto object = to_json(listed.decision);
    object["student"] = listed.student;
    object["name"] = target.name;
    object["title"] = listed.title;
    object["number"] = listed.number;
    object["measured"] = listed.measured ? Json(*listed.measured) : Json();
    object["of_now"] = listed.of_now > 0 ? Json(listed.of_now) : Json();
    object["measured_is_better"] = listed.measured_is_better;
    object["in_effect"] = listed.in_effect;
    return object;
}

/// "7.2 of 12": the decision in points of the lab as it is now, on the scale of MEASURED.
std::string decided(const ListedDecision& listed) {
    const auto& decision = listed.decision;
    if (decision.withdraws) {
        return "withdrawn";
    }
    const bool scaled = listed.of_now > 0 && listed.of_now != decision.of;
    const auto points = scaled ? std::round(decision.share() * listed.of_now * 1e6) / 1e6 : decision.points;
    return fmt::format("{} of {}", number(points), number(scaled ? listed.of_now : decision.of));
}

std::vector<std::string> row_of(const ListedDecision& listed) {
    const auto& decision = listed.decision;
    const auto number = listed.number.empty() ? "" : listed.number + " ";
    const auto check =
        decision.check ? number + (listed.title.empty() ? shown_id(*decision.check) : listed.title) : "whole score";
    auto notes = sanitize_line(decision.reason, 200);
    if (listed.measured_is_better) {
        notes += (notes.empty() ? "" : "; ") + std::string("the measured result is better");
    }
    if (!listed.in_effect && !decision.withdraws) {
        notes += (notes.empty() ? "" : "; ") + std::string("no longer in effect");
    }
    return {
        listed.student,
        sanitize_line(check, 60),
        decided(listed),
        listed.measured ? crocum::number(*listed.measured) : "-",
        sanitize_line(decision.who, 40),
        local_time(decision.when),
        notes};
}

std::vector<Target> students_of(const Context& context, const std::string& lab, const ListOptions& options) {
    if (!options.who.class_name.empty() || !options.who.students.empty()) {
        return find_targets(context, lab, options.who, true);
    }
    std::vector<Target> targets;
    for (const auto& student : Decisions(context.config.state).students(lab)) {
        targets.push_back({student, "", false});
    }
    return targets;
}

Exit run_list(const ListOptions& options) {
    require_lab(options.lab);
    require_names(options.who);
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum grade list");
    const auto lab = lab_id(options.lab);
    require_known(context, options.lab);
    // A history is about who decided what, and when.
    const std::vector<Column> columns{
        {"STUDENT"},
        {"CHECK", 0, Fit::shorten},
        {"DECIDED"},
        {"MEASURED", 1},
        {"BY", options.history ? 0U : 3U, Fit::shorten},
        {"WHEN", options.history ? 0U : 2U},
        {"REASON", 0, Fit::wrap}};
    std::vector<TableRow> rows;
    Json list = Json::array();
    for (const auto& target : students_of(context, lab, options)) {
        for (const auto& listed : list_decisions(context, {lab, target.student}, options.history)) {
            rows.push_back(row_of(listed));
            list.push_back(to_document(listed, target));
        }
    }
    output.result(
        rows.empty() ? fmt::format("There are no decisions in {}.\n", lab)
                     : table(columns, rows, output.out_style().columns));
    if (output.json()) {
        output.document(document("grade list", Exit::done, {{"lab", lab}, {"decisions", list}}));
    }
    return Exit::done;
}

} // namespace

void add_grade_list(CLI::App& grade, Invocation& invocation) {
    Verb verb(grade, "list", "Show the decisions in a lab, beside what was measured");
    auto options = std::make_shared<ListOptions>();
    add_lab_option(verb, options->lab);
    verb.texts("-s,--student", options->who.students, "Only this student (repeatable)", "ID");
    verb.text("--class", options->who.class_name, "Only students of this class", "NAME");
    verb.text("--group", options->who.group, "Only this group of the class", "GROUP");
    verb.flag("--history", options->history, "Also decisions that were replaced or withdrawn");
    add_output_options(verb, options->output);
    verb.epilogue("MEASURED is the result of the current attempt without decisions.\n\n"
                  "Examples:\n"
                  "  crocum grade list hello --class net-2026\n"
                  "  crocum grade list hello -s demo --history\n"
                  "  crocum grade list hello --json | jq '.decisions[] | select(.measured_is_better)'\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_list(*options)); }; });
}

} // namespace crocum
