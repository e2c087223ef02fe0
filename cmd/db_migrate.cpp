#include "cmd/db_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"

namespace crocum {

namespace {

Exit run_db_migrate(const DbOptions& options) {
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum db migrate");
    const Database database(context.config.database, context.config.state);
    const int before = database.version_before();
    const int now = Database::known_version();
    output.result(
        before == now ? fmt::format("{}: schema {}, up to date\n", database.name(), now)
                      : fmt::format("{}: schema {} -> {}\n", database.name(), before, now));
    if (output.json()) {
        output.document(document(
            "db migrate",
            Exit::done,
            {{"database", database.name()}, {"schema_before", before}, {"schema_version", now}}));
    }
    return Exit::done;
}

} // namespace

void add_db_migrate(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "migrate", "Update the database to the schema of this crocum");
    static_cast<void>(add_db_options(verb, invocation, run_db_migrate));
    verb.epilogue("Every verb that opens the database does this first; this verb does only this. A database of a newer "
                  "crocum is\n"
                  "refused.\n\n"
                  "Examples:\n"
                  "  crocum db migrate\n");
}

} // namespace crocum
