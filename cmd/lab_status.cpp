#include "cmd/batch_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/session/batch/status.hpp"
#include "lib/session/locks.hpp"

namespace crocum {

namespace {

Exit run_status(BatchOptions& options) {
    require_targets(options);
    const Output output(options.output);
    BatchView view(output, {sizeof "no instance, 16/16* late" - 1, false});
    auto context = open_context(view, batch_signature("status", options));
    const auto lab = lab_id(options.lab);
    require_known(context, options.lab);
    const auto targets = find_targets(context, lab, options.who, true);
    for (const auto& batch : batches_at_work(context)) {
        view.note("running: " + batch.describe());
    }
    const auto rows = batch_status(context, lab, targets, options.students_at_once());
    view.summarize(batch_name(lab, options), rows);
    return finish_batch(output, "lab status", lab, options, rows);
}

} // namespace

void add_lab_status(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "status", "Ask the agents of instances for an answer");
    auto options = std::make_shared<BatchOptions>();
    add_batch_options(verb, *options, invocation);
    verb.epilogue("Exit status 3 when a machine is off or an agent does not answer. Also shows commands that work on "
                  "an instance,\n"
                  "and does not disturb them. \"crocum lab list\" does not ask agents, and is faster.\n\n"
                  "Examples:\n"
                  "  crocum lab status hello -s demo\n"
                  "  crocum lab status hello --class net-2026\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_status(*options)); }; });
}

} // namespace crocum
