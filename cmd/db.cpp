#include "cmd/command.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/session/gradebook/rebuild_index.hpp"
#include "lib/store/attempts.hpp"

#include <algorithm>

namespace crocum {

namespace {

struct DbOptions {
    OutputOptions output;
    std::string file;
    bool yes = false;
};

Json to_json(const Index::Counts& counts) {
    return {
        {"classes", counts.classes},
        {"students", counts.students},
        {"instances", counts.instances},
        {"attempts", counts.attempts},
        {"results", counts.results}};
}

std::string counts_line(const Index::Counts& counts) {
    return fmt::format(
        "{}, {}, {}, {}, {}\n",
        counts.classes == 1 ? "1 class" : fmt::format("{} classes", counts.classes),
        plural(counts.students, "student"),
        plural(counts.instances, "instance"),
        plural(counts.attempts, "attempt"),
        plural(counts.results, "result"));
}

Json to_json(const std::vector<Index::Damaged>& damaged) {
    Json list = Json::array();
    for (const auto& one : damaged) {
        list.push_back({{"lab", one.id.lab}, {"student", one.id.student}, {"attempt", one.name}, {"error", one.error}});
    }
    return list;
}

void show_damaged(const Console& console, const std::vector<Index::Damaged>& all) {
    for (const auto& damaged : all) {
        console.trouble(fmt::format(
            "{}, {}: skipped: {}\n",
            to_string(damaged.id),
            damaged.name.empty() ? "record" : "attempt " + sanitize_line(damaged.name, 60),
            sanitize_line(damaged.error)));
    }
}

Exit run_db_check(const DbOptions& options) {
    const Console console(options.output);
    Progress progress(console);
    const auto context = open_context(progress, "crocum db check");
    Database database(context.config.database, context.config.state);
    database.check();
    Index index(database, context.config.state);
    const auto behind = index.behind();
    const auto counts = index.counts();
    console.result(
        fmt::format("{}: intact, schema {}\n{}", database.name(), Database::known_version(), counts_line(counts)));
    if (behind.files > 0) {
        console.result(fmt::format(
            "{} of attempts and instances {} new or changed since the last read: the next command that lists reads "
            "them\n",
            plural(behind.files, "file"),
            behind.files == 1 ? "is" : "are"));
    }
    show_damaged(console, behind.damaged);
    const auto exit = behind.damaged.empty() ? Exit::done : Exit::failed;
    if (console.json()) {
        auto object = to_json(counts);
        object.update(Json{
            {"database", database.name()},
            {"schema_version", Database::known_version()},
            {"behind", behind.files},
            {"damaged", to_json(behind.damaged)}});
        console.document(document("db check", exit, object));
    }
    return exit;
}

Exit run_db_backup(const DbOptions& options) {
    if (options.file.empty()) {
        throw UsageError("no file for the backup given: give FILE");
    }
    const Console console(options.output);
    Progress progress(console);
    const auto context = open_context(progress, "crocum db backup");
    Database database(context.config.database, context.config.state);
    database.back_up(options.file);
    console.result(fmt::format("{} copied to {}\n", database.name(), sanitize_line(options.file)));
    if (console.json()) {
        console.document(document("db backup", Exit::done, {{"database", database.name()}, {"file", options.file}}));
    }
    return Exit::done;
}

Exit run_db_migrate(const DbOptions& options) {
    const Console console(options.output);
    Progress progress(console);
    const auto context = open_context(progress, "crocum db migrate");
    const Database database(context.config.database, context.config.state);
    const int before = database.version_before();
    const int now = Database::known_version();
    console.result(
        before == now ? fmt::format("{}: schema {}, up to date\n", database.name(), now)
                      : fmt::format("{}: schema {} -> {}\n", database.name(), before, now));
    if (console.json()) {
        console.document(document(
            "db migrate",
            Exit::done,
            {{"database", database.name()}, {"schema_before", before}, {"schema_version", now}}));
    }
    return Exit::done;
}

/// Asks, because classes are only in the database, not in files.
void require_yes(const DbOptions& options, const std::string& trouble) {
    const auto* lost = "The classes are only in this database: import their rosters again afterwards";
    if (options.yes) {
        return;
    }
    if (options.output.json || !is_interactive()) {
        throw with_hint(Error("{}", trouble), std::string("--yes moves it aside and creates a new one. ") + lost);
    }
    if (!confirmed(fmt::format("{}\n{}.\nMove it aside and create a new one? [y/N] ", trouble, lost))) {
        throw Error("{}", trouble);
    }
}

Exit run_db_rebuild(const DbOptions& options) {
    const Console console(options.output);
    Progress progress(console);
    auto context = open_context(progress, "crocum db rebuild");
    const auto rebuilt = rebuild(context, [&](const std::string& trouble) { require_yes(options, trouble); });
    if (!rebuilt.moved_to.empty()) {
        console.result("the damaged database was moved to " + rebuilt.moved_to.string() + "\n");
    }
    console.result(fmt::format("{}: {}", rebuilt.database, counts_line(rebuilt.counts)));
    show_damaged(console, rebuilt.damaged);
    if (console.wants_document()) {
        auto object = to_json(rebuilt.counts);
        object.update(Json{
            {"database", rebuilt.database},
            {"moved_to", rebuilt.moved_to.string()},
            {"damaged", to_json(rebuilt.damaged)}});
        console.document(document("db rebuild", rebuilt.damaged.empty() ? Exit::done : Exit::failed, object));
    }
    return rebuilt.damaged.empty() ? Exit::done : Exit::failed;
}

using Run = Exit (*)(const DbOptions&);

std::shared_ptr<DbOptions> add_options(Verb& verb, Invocation& invocation, Run run) {
    auto options = std::make_shared<DbOptions>();
    add_output_options(verb, options->output);
    verb.when_named(
        [options, &invocation, run] { invocation.run = [options, run] { return static_cast<int>(run(*options)); }; });
    return options;
}

} // namespace

void add_db_check(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "check", "Check that the database is intact, and show what is in it");
    static_cast<void>(add_options(verb, invocation, run_db_check));
    verb.epilogue("Exit status 1 when the database is damaged, 3 when its server does not answer.\n\n"
                  "Examples:\n"
                  "  crocum db check\n"
                  "  crocum db check --json | jq .attempts\n");
}

void add_db_backup(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "backup", "Copy the database to a file, while others use it");
    auto options = add_options(verb, invocation, run_db_backup);
    verb.text("FILE", options->file, "The copy; the file must not exist yet");
    verb.epilogue("Only for SQLite; use pg_dump for PostgreSQL. Attempts and instances are files in the state "
                  "directory: back up\n"
                  "these files as well.\n\n"
                  "Examples:\n"
                  "  crocum db backup /backup/crocum-2026-11-25.db\n");
}

void add_db_migrate(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "migrate", "Update the database to the schema of this crocum");
    static_cast<void>(add_options(verb, invocation, run_db_migrate));
    verb.epilogue("Every verb that opens the database does this first; this verb does only this. A database of a newer "
                  "crocum is\n"
                  "refused.\n\n"
                  "Examples:\n"
                  "  crocum db migrate\n");
}

void add_db_rebuild(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "rebuild", "Rebuild the index of instances and attempts from their files");
    auto options = add_options(verb, invocation, run_db_rebuild);
    add_events_option(verb, options->output, invocation);
    verb.flag("-y,--yes", options->yes, "Do not ask before a damaged database is moved aside");
    verb.epilogue(
        "The files are the truth, and the index follows them by itself. Classes are not changed. A damaged SQLite "
        "file\n"
        "is moved aside; its classes have to be imported again. Exit status 1 when an attempt could not be read.\n\n"
        "Examples:\n"
        "  crocum db rebuild\n");
}

} // namespace crocum
