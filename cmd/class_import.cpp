#include "cmd/class_options.hpp"
#include "cmd/import_view.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/store/roster_memory.hpp"

namespace crocum {

namespace {

struct ImportOptions : ClassOptions {
    std::string file;
    std::optional<std::string> id;
    std::optional<std::string> name_columns;
    std::optional<std::string> email;
    std::optional<std::string> group;
    std::string encoding;
    bool dry_run = false;
    bool yes = false;

    [[nodiscard]] bool has_columns() const { return id || name_columns || email || group; }
};

constexpr std::size_t largest_roster = std::size_t{16} << 20U;

std::string read_input(const std::string& file) {
    return file == "-" ? read_stdin() : read_file(file, largest_roster);
}

RosterColumns columns_of(const ImportOptions& options) {
    RosterColumns columns{options.id.value_or(""), {}, options.email.value_or(""), options.group.value_or("")};
    auto rest = options.name_columns.value_or("");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        columns.name.push_back(sanitize_line(rest.substr(0, end)));
        rest.erase(0, std::min(rest.find_first_not_of(' ', end + 1), rest.size()));
    }
    return columns;
}

/// A roster of another class, or with another column as the id, makes most students leave.
void require_yes(const ImportOptions& options, const ImportResult& result) {
    constexpr std::size_t few = 3;
    const auto left = result.left.size();
    if (options.yes || left < few || 2 * left <= result.before) {
        return;
    }
    const auto what = fmt::format(
        "{} of {} of class {} are not in this roster", left, plural(result.before, "student"), options.name);
    if (!is_interactive() || options.output.json) {
        throw with_hint(
            UsageError("{}: they would be marked as left", what), "--dry-run shows them; --yes imports the roster");
    }
    if (!confirmed(what + ". Mark them as left? [y/N] ")) {
        throw UsageError("not confirmed: the class is unchanged");
    }
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
    const auto& config = context.config;
    std::optional<Database> database; // Not created before there is something to write, and not by --dry-run.
    if (Database::exists(config.database, config.state)) {
        database.emplace(config.database, config.state);
    }
    const auto columns = columns_of(options);
    const bool remembers = database && !options.has_columns();
    const auto roster = read_roster(
        read_input(options.file),
        options.file == "-" ? "stdin" : options.file,
        {options.encoding, columns, remembers ? RosterMemory(*database).of(options.name) : RosterColumns()});
    for (const auto& note : roster.notes) {
        progress.note(note);
    }
    auto result =
        database ? Classes(*database).preview(options.name, roster.students) : preview_of_first_class(roster.students);
    if (!options.dry_run) {
        require_yes(options, result);
        if (!database) {
            database.emplace(config.database, config.state);
        }
        result = Classes(*database).import(options.name, roster.students);
        if (options.has_columns()) {
            RosterMemory(*database).remember(options.name, columns);
        }
    }
    const ImportView view{options.name, roster, result, options.dry_run};
    view.show(output);
    if (output.json()) {
        output.document(document("class import", Exit::done, view.to_json()));
    }
    return Exit::done;
}

} // namespace

void add_class_import(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "import", "Create a class from a roster, or update it");
    auto options = std::make_shared<ImportOptions>();
    add_class_options(verb, *options);
    verb.text("FILE", options->file, "CSV or xlsx with a header, or YAML; \"-\" is stdin");
    verb.text("--id", options->id, "The column with the students' ids", "COLUMN");
    verb.text("--name", options->name_columns, "The columns with their names, as A,B; joined in this order", "COLUMNS");
    verb.text("--email", options->email, "The column with their e-mail addresses", "COLUMN");
    verb.text("--group", options->group, "The column with their groups", "COLUMN");
    verb.text("--encoding", options->encoding, "The encoding of the file; without it, it is detected", "NAME");
    verb.flag("--dry-run", options->dry_run, "Show what would change, and change nothing");
    verb.flag("-y,--yes", options->yes, "Do not ask before most of a class is marked as left");
    verb.epilogue(
        "The columns of Moodle, Canvas, Google Classroom, Microsoft Teams and nbgrader, and of registers in English,\n"
        "Russian, German, French and Spanish are known. The class keeps the columns that you give for its next "
        "import;\n"
        "'' chooses by the header again. The roster can have any ids; \"class show\" shows the id that crocum uses "
        "for\n"
        "each student. Students that are missing from a newer roster are marked as left; their grades are kept.\n\n"
        "Examples:\n"
        "  crocum class import net-2026 students.csv\n"
        "  crocum class import net-2026 students.csv --dry-run\n"
        "  crocum class import net-2026 register.csv --id Nr --name Vorname,Nachname\n"
        "  crocum class import net-2026 students.yaml --json | jq .left\n");
    verb.when_named([options, &invocation] {
        invocation.run = [options] { return static_cast<int>(run_import(*options)); };
        invocation.interrupted = "the class is either unchanged or completely updated";
    });
}

} // namespace crocum
