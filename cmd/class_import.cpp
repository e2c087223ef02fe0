#include "cmd/class_options.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

struct ImportOptions : ClassOptions {
    std::string file;
};

constexpr std::size_t largest_roster = std::size_t{16} << 20U;

std::string read_input(const std::string& file) {
    return file == "-" ? read_stdin() : read_file(file, largest_roster);
}

void show_ids(const Output& output, const char* what, const std::vector<std::string>& ids) {
    constexpr std::size_t most = 10;
    if (ids.empty()) {
        return;
    }
    const std::vector<std::string> first(
        ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(most, ids.size())));
    output.result(
        fmt::format("  {:<9} {:>4}  {}{}\n", what, ids.size(), join(first, ", "), ids.size() > most ? ", …" : ""));
}

Exit run_import(const ImportOptions& options) {
    require_class(options);
    if (options.file.empty()) {
        throw with_hint(
            UsageError("no roster given"), "Use: crocum class import NAME FILE; \"-\" reads CSV from stdin");
    }
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum class import");
    const auto roster = read_roster(read_input(options.file), options.file == "-" ? "stdin" : options.file);
    Database database(context.config.database, context.config.state);
    const auto result = Classes(database).import(options.name, roster);
    output.result(fmt::format(
        "Class {} {}: {}\n", options.name, result.created ? "created" : "updated", plural(roster.size(), "student")));
    show_ids(output, "added", result.added);
    show_ids(output, "changed", result.changed);
    show_ids(output, "returned", result.returned);
    show_ids(output, "left", result.left);
    if (output.json()) {
        output.document(document(
            "class import",
            Exit::done,
            {{"class", options.name},
             {"students", roster.size()},
             {"created", result.created},
             {"added", result.added},
             {"changed", result.changed},
             {"returned", result.returned},
             {"left", result.left},
             {"same", result.same}}));
    }
    return Exit::done;
}

} // namespace

void add_class_import(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "import", "Create a class from a roster, or update it");
    auto options = std::make_shared<ImportOptions>();
    add_class_options(verb, *options);
    verb.text("FILE", options->file, "CSV with a header (id, name, email, group, others), or YAML; \"-\" is stdin");
    verb.epilogue(
        "The roster can have any ids; \"class show\" shows the id that crocum uses for each student. Students\n"
        "that are missing from a newer roster are marked as left; their grades are kept.\n\n"
        "Examples:\n"
        "  crocum class import net-2026 students.csv\n"
        "  crocum class import net-2026 students.yaml --json | jq .left\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_import(*options)); };
        invocation.interrupted = "the class is either unchanged or completely updated";
    });
}

} // namespace crocum
