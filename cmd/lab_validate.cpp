#include "cmd/command.hpp"
#include "cmd/diagnostics.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/lab/lab.hpp"

namespace crocum {

namespace {

struct ValidateOptions : LabOptions {
    bool strict = false;
};

Exit run_validate(const ValidateOptions& options) {
    require_lab(options.lab);
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, signature("validate", options));
    auto validation = validate(context, find_lab(options.lab, context.config.labs));
    if (options.strict) {
        validation.be_strict();
    }
    const auto exit = validation.errors() > 0 ? Exit::failed : Exit::done;
    show(output, validation);
    if (output.wants_document()) {
        output.document(document("lab validate", exit, to_document(validation)));
    }
    return exit;
}

} // namespace

void add_lab_validate(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "validate", "Check a lab folder for mistakes, without machines");
    auto options = std::make_shared<ValidateOptions>();
    add_lab_option(verb, options->lab);
    verb.flag("--strict", options->strict, "Treat warnings as errors");
    add_output_options(verb, options->output);
    add_events_option(verb, options->output, invocation);
    verb.epilogue("Prints each finding with file and line. Exit status 1 when there is an error, 2 when "
                  "LAB is not a\n"
                  "lab. The only code of the lab that runs is the import of its suites; Terraform works on a copy.\n\n"
                  "Examples:\n"
                  "  crocum lab validate hello\n"
                  "  crocum lab validate ./labs/hello --strict -q || echo not yet\n"
                  "  crocum lab validate hello --json | jq -r '.findings[].message'\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_validate(*options)); }; });
}

} // namespace crocum
