#include "cmd/db_options.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/session/gradebook/rebuild_index.hpp"

namespace crocum {

namespace {

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
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, "crocum db rebuild");
    const auto rebuilt = rebuild(context, [&](const std::string& trouble) { require_yes(options, trouble); });
    if (!rebuilt.moved_to.empty()) {
        output.result("the damaged database was moved to " + rebuilt.moved_to.string() + "\n");
    }
    output.result(fmt::format("{}: {}", rebuilt.database, counts_line(rebuilt.counts)));
    show_damaged(output, rebuilt.damaged);
    if (output.wants_document()) {
        auto object = to_json(rebuilt.counts);
        object.update(Json{
            {"database", rebuilt.database},
            {"moved_to", rebuilt.moved_to.string()},
            {"damaged", to_json(rebuilt.damaged)}});
        output.document(document("db rebuild", rebuilt.damaged.empty() ? Exit::done : Exit::failed, object));
    }
    return rebuilt.damaged.empty() ? Exit::done : Exit::failed;
}

} // namespace

void add_db_rebuild(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "rebuild", "Rebuild the index of instances and attempts from their files");
    auto options = add_db_options(verb, invocation, run_db_rebuild);
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
