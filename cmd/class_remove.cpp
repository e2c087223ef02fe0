#include "cmd/class_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/store/roster_memory.hpp"

namespace crocum {

namespace {

Exit run_remove(const ClassOptions& options) {
    require_class(options);
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, "crocum class remove");
    Database database(context.config.database, context.config.state);
    Classes classes(database);
    const auto students = classes.students(options.name).size();
    classes.remove(options.name);
    RosterMemory(context.config.state).remember(options.name, {});
    output.result(fmt::format(
        "Class {} removed ({}); instances and attempts are kept\n", options.name, plural(students, "student")));
    if (output.json()) {
        output.document(document("class remove", Exit::done, {{"class", options.name}, {"students", students}}));
    }
    return Exit::done;
}

} // namespace

void add_class_remove(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "remove", "Remove a class");
    auto options = std::make_shared<ClassOptions>();
    add_class_options(verb, *options);
    verb.epilogue("Removes the roster, due dates and extensions; instances, attempts and decisions are kept. Without "
                  "due dates, late\n"
                  "work has no penalty any more: \"crocum due list --class NAME\" shows what will be removed.\n\n"
                  "Examples:\n"
                  "  crocum class export net-2026 -o net-2026.csv && crocum class remove net-2026\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_remove(*options)); }; });
}

} // namespace crocum
