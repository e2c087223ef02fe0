#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/report/task.hpp"
#include "lib/session/task/task_sheet.hpp"

namespace crocum {

namespace {

struct TaskOptions : LabOptions {
    std::string format = "markdown";
    std::string file;
};

Exit run_task(const TaskOptions& options) {
    require_lab_and_student(options);
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, signature("task", options));
    const auto lab = named_lab(context, options);
    const auto task = student_task(context, lab, options.student);
    if (task.not_enrolled) {
        progress.note(fmt::format(
            "{} is not in a class and has no instance; parameter values were drawn and kept for this id",
            options.student));
    }
    const auto text = options.format == "html" ? task_page(task.markdown, task.title) : task.markdown;
    if (!options.file.empty()) {
        write_output(options.file, text);
        output.message("wrote " + sanitize_line(options.file) + "\n");
    } else if (!output.json()) {
        output.print(text);
    }
    if (output.json()) {
        output.document(document(
            "lab task",
            Exit::done,
            {{"lab", lab.id},
             {"student", options.student},
             {"parameters", task.parameters},
             {"markdown", task.markdown}}));
    }
    return Exit::done;
}

} // namespace

void add_lab_task(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "task", "Print the task sheet of a student: README.md with the student's own parameter values");
    auto options = std::make_shared<TaskOptions>();
    add_instance_options(verb, *options);
    verb.choice("--format", options->format, "markdown or html", "FORMAT", {"markdown", "html"});
    verb.file("-o,--output", options->file, "Write to FILE, completely or not at all");
    add_output_options(verb, options->output);
    verb.epilogue("In README.md, {{NAME}} is replaced by the value of a parameter of lab.yaml; {{student}} and {{lab}} "
                  "by their ids.\n"
                  "Missing values are drawn and recorded, so that a sheet can be handed out before \"up\".\n\n"
                  "Examples:\n"
                  "  crocum lab task hello -s demo\n"
                  "  crocum lab task hello -s demo --format html -o demo.html\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_task(*options)); }; });
}

} // namespace crocum
