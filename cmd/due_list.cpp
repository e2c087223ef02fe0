#include "cmd/due_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/session/due.hpp"

namespace crocum {

namespace {

Exit run_list_due(const DueOptions& options) {
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum due list");
    const auto dates = list_due(context, options.lab.empty() ? "" : lab_id(options.lab), options.class_name);
    const std::vector<Column> columns{
        {"LAB"}, {"CLASS"}, {"STUDENT"}, {"DUE"}, {"LEFT", 1}, {"LATE WORK", 0, Fit::wrap}};
    std::vector<TableRow> rows;
    for (const auto& due : dates) {
        rows.push_back(
            {due.lab,
             due.class_name,
             due.is_extension() ? due.student : "all",
             to_local(due.at),
             from_now(due.at, context.begun),
             to_string(due.late)});
    }
    output.result(dates.empty() ? "There are no due dates.\n" : table(columns, rows, output.out_style().columns));
    if (output.json()) {
        output.document(document("due list", Exit::done, {{"dates", json_list(dates)}}));
    }
    return Exit::done;
}

} // namespace

void add_due_list(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "list", "Show due dates and extensions");
    auto options = std::make_shared<DueOptions>();
    add_lab_option(verb, options->lab);
    verb.text("--class", options->class_name, "Only this class", "NAME");
    add_output_options(verb, options->output);
    verb.epilogue("Times are in the zone of TZ, of the setting timezone, or of this host; in JSON, they are in UTC.\n\n"
                  "Examples:\n"
                  "  crocum due list\n"
                  "  crocum due list hello --class net-2026 --json | jq -r '.dates[].due'\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_list_due(*options)); }; });
}

} // namespace crocum
