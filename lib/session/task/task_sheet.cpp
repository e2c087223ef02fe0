#include "lib/session/task/task_sheet.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/report/task.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

std::filesystem::path readme_of(const Lab& lab) {
    return lab.folder / "README.md";
}

std::string render_task(const Lab& lab, const std::string& student, ParameterValues values) {
    values.try_emplace("due", "without a due date"); // A parameter of the lab can have this name.
    values["student"] = student;
    values["lab"] = lab.id;
    return task_sheet(read_file(readme_of(lab)), values, readme_of(lab).string());
}

std::string with_due_date(std::string markdown, const std::string& due) {
    const auto line = fmt::format("**Due {}**\n\n", due);
    const auto title = markdown.rfind("# ", 0) == 0 ? markdown.find('\n') : std::string::npos;
    if (title == std::string::npos) {
        return line + markdown;
    }
    const auto text = markdown.find_first_not_of('\n', title);
    return markdown.substr(0, title + 1) + "\n" + line + (text == std::string::npos ? "" : markdown.substr(text));
}

Task student_task(const Context& context, const Lab& lab, const std::string& student) {
    if (!std::filesystem::exists(readme_of(lab))) {
        throw with_hint(
            Error("lab {} has no task: {} does not exist", lab.id, readme_of(lab).string()),
            "Write the task in this file, as Markdown");
    }
    const auto instance = Instances(context.config.state).find({lab.id, student});
    Task task;
    task.title = lab.title.empty() ? lab.id : lab.title;
    task.parameters = student_parameters(context, lab, student, instance ? instance->parameters : ParameterValues());
    if (!lab.parameters.empty() && !instance) {
        Database database(context.config.database, context.config.state);
        task.not_enrolled = Classes(database).of_student(student).empty();
    }
    auto values = task.parameters;
    if (const auto* due = grade_rules(context).due({lab.id, student}); due != nullptr) {
        const bool has_place = read_file(readme_of(lab)).find("{{due}}") != std::string::npos;
        values.try_emplace("due", to_local(due->at));
        task.markdown = render_task(lab, student, values);
        if (!has_place) {
            task.markdown = with_due_date(std::move(task.markdown), to_local(due->at));
        }
    } else {
        task.markdown = render_task(lab, student, values);
    }
    return task;
}

} // namespace crocum
