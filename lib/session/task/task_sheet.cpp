#include "lib/session/task/task_sheet.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/report/task.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/instance.hpp"

namespace crocum {

std::filesystem::path readme_of(const Lab& lab) {
    return lab.folder / "README.md";
}

std::string render_task(const Lab& lab, const std::string& student, ParameterValues values) {
    values["student"] = student;
    values["lab"] = lab.id;
    return task_sheet(read_file(readme_of(lab)), values, readme_of(lab).string());
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
    task.markdown = render_task(lab, student, task.parameters);
    return task;
}

} // namespace crocum
