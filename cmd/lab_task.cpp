#include "cmd/batch_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/report/task.hpp"
#include "lib/session/targets.hpp"
#include "lib/session/task/task_sheet.hpp"

#include <filesystem>

namespace crocum {

namespace {

struct TaskOptions : BatchOptions {
    std::string format; ///< empty: by the ending of `file`
    std::string file;
};

/// One sheet is printed as it is; several ones are a page with a break before each.
std::string as_text(const TaskOptions& options, const Lab& lab, const std::vector<Task>& tasks) {
    std::vector<std::string> sheets;
    sheets.reserve(tasks.size());
    for (const auto& task : tasks) {
        sheets.push_back(task.markdown);
    }
    return options.format == "html" ? task_page(sheets, task_title(lab), lab.folder) : join(sheets, "\n---\n\n");
}

bool is_folder(const std::string& file) {
    return file.ends_with('/') || std::filesystem::is_directory(file);
}

/// Writes the sheets to a file, or to a folder with a file for each student.
void write_sheets(const Output& output, const TaskOptions& options, const Lab& lab, const std::vector<Task>& tasks) {
    if (!is_folder(options.file)) {
        write_output(options.file, as_text(options, lab, tasks));
        return output.message("wrote " + sanitize_line(options.file) + "\n");
    }
    make_folders(options.file);
    std::vector<std::pair<std::string, std::string>> files;
    files.reserve(tasks.size());
    for (const auto& task : tasks) {
        const auto* ending = options.format == "html" ? ".html" : ".md";
        files.emplace_back(task.student + ending, as_text(options, lab, {task}));
    }
    write_files_atomic(options.file, files);
    output.message(fmt::format("wrote {} in {}\n", plural(files.size(), "sheet"), sanitize_line(options.file)));
}

Json to_document(const TaskOptions& options, const Lab& lab, const std::vector<Task>& tasks) {
    if (!options.is_batch()) {
        const auto& task = tasks.front();
        return {
            {"lab", lab.id}, {"student", task.student}, {"parameters", task.parameters}, {"markdown", task.markdown}};
    }
    Json students = Json::array();
    for (const auto& task : tasks) {
        students.push_back(
            {{"student", task.student},
             {"name", task.name},
             {"parameters", task.parameters},
             {"markdown", task.markdown}});
    }
    return {{"lab", lab.id}, {"class", options.who.class_name}, {"group", options.who.group}, {"students", students}};
}

std::vector<Task> find_tasks(const Context& context, const Lab& lab, const TaskOptions& options) {
    if (!options.who.class_name.empty()) {
        return class_tasks(context, lab, find_students(context, options.who, false));
    }
    std::vector<Task> tasks;
    for (const auto& target : find_targets(context, lab.id, options.who, false)) {
        tasks.push_back(student_task(context, lab, target.student));
    }
    return tasks;
}

/// As require_targets(); sheets are not about instances, so there is no --all.
void require_students(TaskOptions& options) {
    require_lab(options.lab);
    require_names(options.who);
    if (options.who.class_name.empty() && options.who.students.empty()) {
        throw UsageError("no student given: give -s STUDENT or --class NAME");
    }
    if (!options.is_batch()) {
        options.student = options.who.students[0];
    }
}

Exit run_task(TaskOptions& options) {
    require_students(options);
    if (options.format.empty()) {
        options.format = std::filesystem::path(options.file).extension() == ".html" ? "html" : "markdown";
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, batch_signature("task", options));
    const auto lab = named_lab(context, options);
    const auto tasks = find_tasks(context, lab, options);
    for (const auto& task : tasks) {
        if (task.not_enrolled) {
            progress.note(fmt::format(
                "{} is not in a class and has no instance; parameter values were drawn and kept for this id",
                task.student));
        }
    }
    if (!options.file.empty()) {
        write_sheets(output, options, lab, tasks);
    } else if (!output.json()) {
        output.print(as_text(options, lab, tasks));
    }
    if (output.json()) {
        output.document(document("lab task", Exit::done, to_document(options, lab, tasks)));
    }
    return Exit::done;
}

} // namespace

void add_lab_task(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "task", "Print task sheets: README.md with the student's own parameter values");
    auto options = std::make_shared<TaskOptions>();
    add_lab_option(verb, options->lab);
    add_student_options(verb, options->who);
    verb.choice(
        "--format", options->format, "markdown or html (default: by FILE's ending)", "FORMAT", {"markdown", "html"});
    verb.file(
        "-o,--output",
        options->file,
        "Write to FILE, completely or not at all; to a folder (DIR/): one file for each student");
    add_output_options(verb, options->output);
    verb.epilogue(
        "In README.md, {{NAME}} is replaced by the value of a parameter of lab.yaml; {{student}}, {{name}} and {{lab}} "
        "by\n"
        "the student's id and name and the lab's id. What begins with \"For the teacher\" is left out. Missing values "
        "are\n"
        "drawn and recorded, so that sheets can be handed out before \"up\". In HTML, several sheets are one page for\n"
        "printing, with a break before each.\n\n"
        "Examples:\n"
        "  crocum lab task hello -s demo\n"
        "  crocum lab task hello -s demo -o demo.html\n"
        "  crocum lab task hello --class net-2026 -o sheets.html                   to be printed\n"
        "  crocum lab task hello --class net-2026 --format html -o sheets/         a file for each student\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_task(*options)); }; });
}

} // namespace crocum
