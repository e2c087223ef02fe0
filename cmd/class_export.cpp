#include "cmd/class_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

struct ExportOptions : ClassOptions {
    std::string output_file;
};

Exit run_export(const ExportOptions& options) {
    require_class(options);
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum class export");
    Database database(context.config.database, context.config.state);
    const auto students = Classes(database).students(options.name);
    const auto csv = to_csv(students);
    if (!options.output_file.empty()) {
        write_output(options.output_file, csv);
        progress.note(fmt::format("{} in {}", plural(students.size(), "student"), options.output_file));
    } else if (!output.json()) {
        output.print(csv);
    }
    if (output.json()) {
        output.document(
            document("class export", Exit::done, {{"class", options.name}, {"students", json_list(students)}}));
    }
    return Exit::done;
}

} // namespace

void add_class_export(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "export", "Write a class as CSV, which class import can read");
    auto options = std::make_shared<ExportOptions>();
    add_class_options(verb, *options);
    verb.file("-o,--output", options->output_file, "Write to FILE instead of stdout, completely or not at all");
    verb.epilogue("Examples:\n"
                  "  crocum class export net-2026 >students.csv\n"
                  "  crocum class export net-2026 -o students.csv\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_export(*options)); }; });
}

} // namespace crocum
