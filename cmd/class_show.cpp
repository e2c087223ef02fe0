#include "cmd/class_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"

#include <algorithm>

namespace crocum {

namespace {

Exit run_show(const ClassOptions& options) {
    require_class(options);
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum class show");
    Database database(context.config.database, context.config.state);
    const auto students = Classes(database).students(options.name);
    const bool groups =
        std::any_of(students.begin(), students.end(), [](const Student& student) { return !student.group.empty(); });
    std::vector<Column> columns{{"STUDENT"}, {"ID", 1, Fit::shorten}, {"NAME", 0, Fit::shorten}};
    if (groups) {
        columns.push_back({"GROUP", 2});
    }
    columns.push_back({"NOTES"});
    std::vector<TableRow> rows;
    for (const auto& student : students) {
        rows.push_back({student.id, student.external == student.id ? "-" : student.external, student.name});
        if (groups) {
            rows.back().push_back(student.group);
        }
        rows.back().push_back(student.left ? "left" : "");
    }
    output.result(table(columns, rows, output.out_style().columns));
    if (output.json()) {
        output.document(
            document("class show", Exit::done, {{"class", options.name}, {"students", json_list(students)}}));
    }
    return Exit::done;
}

} // namespace

void add_class_show(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "show", "Show the students of a class, with the ids that crocum uses");
    auto options = std::make_shared<ClassOptions>();
    add_class_options(verb, *options);
    verb.epilogue("STUDENT is the id for -s and in the names of machines. ID is the id in the roster, if it is a "
                  "different one.\n\n"
                  "Examples:\n"
                  "  crocum class show net-2026\n"
                  "  crocum class show net-2026 --json | jq -r '.students[] | select(.left | not) | .student'\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_show(*options)); }; });
}

} // namespace crocum
