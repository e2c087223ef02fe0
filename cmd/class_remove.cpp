#include "cmd/class_options.hpp"
#include "cmd/input.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/due_dates.hpp"

namespace crocum {

namespace {

struct RemoveOptions : ClassOptions {
    bool yes = false;
};

/// Without its due dates, late work has no penalty: a person at a terminal is asked.
void confirm_loss(const RemoveOptions& options, std::size_t dates) {
    if (dates == 0 || options.yes || options.output.json || !is_interactive()) {
        return;
    }
    require_yes(
        false,
        false,
        fmt::format("remove class {} with {}", options.name, plural(dates, "due date")),
        "Late work has no penalty then.",
        "the class is unchanged");
}

Exit run_remove(const RemoveOptions& options) {
    require_class(options);
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum class remove");
    Database database(context.config.database, context.config.state);
    Classes classes(database);
    const auto students = classes.students(options.name).size();
    const auto dates = DueDates(database).all("", options.name).size();
    confirm_loss(options, dates);
    classes.remove(options.name);
    output.result(fmt::format(
        "Class {} removed ({}{}); instances and attempts are kept\n",
        options.name,
        plural(students, "student"),
        dates > 0 ? ", " + plural(dates, "due date") : ""));
    if (output.json()) {
        output.document(document(
            "class remove", Exit::done, {{"class", options.name}, {"students", students}, {"due_dates", dates}}));
    }
    return Exit::done;
}

} // namespace

void add_class_remove(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "remove", "Remove a class");
    auto options = std::make_shared<RemoveOptions>();
    add_class_options(verb, *options);
    verb.flag("-y,--yes", options->yes, "Do not ask for confirmation");
    verb.epilogue("Removes the roster, due dates and extensions; instances, attempts and decisions are kept. Without "
                  "due dates, late\n"
                  "work has no penalty any more, so a person at a terminal is asked when there are some.\n\n"
                  "Examples:\n"
                  "  crocum class export net-2026 -o net-2026.csv && crocum class remove net-2026\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_remove(*options)); }; });
}

} // namespace crocum
