#include "cmd/due_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/due.hpp"

namespace crocum {

namespace {

Exit run_clear_due(const DueOptions& options) {
    require_due_target(options);
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, "crocum due clear");
    const auto lab = lab_id(options.lab);
    const auto removed = clear_due(context, lab, options.class_name, due_students(context, options));
    for (const auto& due : removed) {
        output.result("removed: " + due_line(due, current_time()));
    }
    if (removed.empty()) {
        output.result(fmt::format("{}, class {}: there is no such due date: nothing to do\n", lab, options.class_name));
    }
    if (output.json()) {
        output.document(document("due clear", Exit::done, {{"lab", lab}, {"dates", json_list(removed)}}));
    }
    return Exit::done;
}

} // namespace

void add_due_clear(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "clear", "Remove the due date of a class, or an extension");
    auto options = std::make_shared<DueOptions>();
    add_due_options(verb, *options);
    verb.epilogue("Without -s, only the due date of the class is removed: extensions stay.\n\n"
                  "Examples:\n"
                  "  crocum due clear hello --class net-2026\n"
                  "  crocum due clear hello --class net-2026 -s ann\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_clear_due(*options)); }; });
}

} // namespace crocum
