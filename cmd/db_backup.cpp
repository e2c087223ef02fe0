#include "cmd/db_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

Exit run_db_backup(const DbOptions& options) {
    if (options.file.empty()) {
        throw UsageError("no file for the backup given: give FILE");
    }
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum db backup");
    Database database(context.config.database, context.config.state);
    database.back_up(options.file);
    output.result(fmt::format("{} copied to {}\n", database.name(), sanitize_line(options.file)));
    if (output.json()) {
        output.document(document("db backup", Exit::done, {{"database", database.name()}, {"file", options.file}}));
    }
    return Exit::done;
}

} // namespace

void add_db_backup(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "backup", "Copy the database to a file, while others use it");
    auto options = add_db_options(verb, invocation, run_db_backup);
    verb.text("FILE", options->file, "The copy; the file must not exist yet");
    verb.epilogue("Only for SQLite; use pg_dump for PostgreSQL. Attempts and instances are files in the state "
                  "directory: back up\n"
                  "these files as well.\n\n"
                  "Examples:\n"
                  "  crocum db backup /backup/crocum-2026-11-25.db\n");
}

} // namespace crocum
