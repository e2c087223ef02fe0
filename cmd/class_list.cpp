#include "cmd/class_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/local_time.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

Exit run_list(const OutputOptions& options) {
    const Output output(options);
    Progress progress(output);
    const auto context = open_context(progress, "crocum class list");
    Database database(context.config.database, context.config.state);
    const auto classes = Classes(database).all();
    const std::vector<Column> columns{{"CLASS"}, {"STUDENTS"}, {"LEFT", 2}, {"UPDATED", 1}};
    std::vector<TableRow> rows;
    Json list = Json::array();
    for (const auto& one : classes) {
        rows.push_back(
            {one.name,
             std::to_string(one.students),
             one.left == 0 ? "-" : std::to_string(one.left),
             local_time(one.updated)});
        list.push_back(
            {{"class", one.name},
             {"students", one.students},
             {"left", one.left},
             {"created", one.created},
             {"updated", one.updated}});
    }
    output.result(classes.empty() ? "There are no classes.\n" : table(columns, rows, output.out_style().columns));
    if (output.json()) {
        output.document(document("class list", Exit::done, {{"classes", list}}));
    }
    return Exit::done;
}

} // namespace

void add_class_list(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "list", "Show the classes");
    auto options = std::make_shared<OutputOptions>();
    add_output_options(verb, *options);
    verb.epilogue("Examples:\n"
                  "  crocum class list\n"
                  "  crocum class list --json | jq -r '.classes[].class'\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_list(*options)); }; });
}

} // namespace crocum
