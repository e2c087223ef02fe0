#include "cmd/db_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/text.hpp"

namespace crocum {

namespace {

Exit run_db_check(const DbOptions& options) {
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum db check");
    Database database(context.config.database, context.config.state);
    database.check();
    Index index(database, context.config.state);
    const auto behind = index.behind();
    const auto counts = index.counts();
    output.result(
        fmt::format("{}: intact, schema {}\n{}", database.name(), Database::known_version(), counts_line(counts)));
    if (behind.files > 0) {
        output.result(fmt::format(
            "{} of attempts and instances {} new or changed since the last read: the next command that lists reads "
            "them\n",
            plural(behind.files, "file"),
            behind.files == 1 ? "is" : "are"));
    }
    show_damaged(output, behind.damaged);
    const auto exit = behind.damaged.empty() ? Exit::done : Exit::failed;
    if (output.json()) {
        auto object = to_json(counts);
        object.update(Json{
            {"database", database.name()},
            {"schema_version", Database::known_version()},
            {"behind", behind.files},
            {"damaged", to_json(behind.damaged)}});
        output.document(document("db check", exit, object));
    }
    return exit;
}

} // namespace

void add_db_check(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "check", "Check that the database is intact, and show what is in it");
    static_cast<void>(add_db_options(verb, invocation, run_db_check));
    verb.epilogue("Exit status 1 when the database is damaged, 3 when its server does not answer.\n\n"
                  "Examples:\n"
                  "  crocum db check\n"
                  "  crocum db check --json | jq .attempts\n");
}

} // namespace crocum
