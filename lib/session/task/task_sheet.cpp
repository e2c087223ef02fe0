#include "lib/session/task/task_sheet.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/report/markdown.hpp"
#include "lib/report/task.hpp"
#include "lib/report/teacher_notes.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/instance/parameters.hpp"
#include "lib/session/targets.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/instance.hpp"

#include <set>

namespace crocum {

namespace {

std::string below_title(const std::string& markdown, const std::string& line) {
    const auto title = markdown.rfind("# ", 0) == 0 ? markdown.find('\n') : std::string::npos;
    if (title == std::string::npos) {
        return line + "\n\n" + markdown;
    }
    const auto text = markdown.find_first_not_of('\n', title);
    return markdown.substr(0, title + 1) + "\n" + line + "\n\n" +
           (text == std::string::npos ? "" : markdown.substr(text));
}

/// The README.md of a lab, and the names for which it has a place that students see.
struct TaskTemplate {
    std::string markdown;
    std::set<std::string> places;
};

TaskTemplate read_template(const Lab& lab) {
    if (!std::filesystem::exists(readme_of(lab))) {
        throw with_hint(
            Error("lab {} has no task: {} does not exist", lab.id, readme_of(lab).string()),
            "Write the task in this file, as Markdown");
    }
    auto markdown = read_file(readme_of(lab));
    auto places = places_in(without_teacher_notes(markdown));
    return {std::move(markdown), std::move(places)};
}

std::string render_markdown(
    const Lab& lab, const std::string& markdown, const std::string& student, ParameterValues values) {
    // Parameters of the lab can have these names.
    values.try_emplace("due", "without a due date");
    values.try_emplace("name", student);
    values["student"] = student;
    values["lab"] = lab.id;
    return task_sheet(markdown, values, readme_of(lab).string());
}

/// The name of a student, as in the roster.
std::string roster_name(const Student& student) {
    return student.name.empty() ? student.id : student.name;
}

Task task_of(const Context& context, const Lab& lab, const TaskTemplate& source, const Student& student) {
    const auto instance = Instances(context.config.state).find({lab.id, student.id});
    Task task;
    task.student = student.id;
    task.name = student.name;
    task.parameters = student_parameters(context, lab, student.id, instance ? instance->parameters : ParameterValues());
    task.has_instance = instance.has_value();
    auto values = task.parameters;
    values.try_emplace("name", to_markdown(roster_name(student)));
    const auto* due = grade_rules(context).due({lab.id, student.id});
    if (due != nullptr) {
        values.try_emplace("due", to_local(due->at));
    }
    task.markdown = without_teacher_notes(render_markdown(lab, source.markdown, student.id, std::move(values)));
    if (due != nullptr && !source.places.contains("due")) {
        task.markdown = with_due_date(std::move(task.markdown), to_local(due->at));
    }
    return task;
}

} // namespace

std::filesystem::path readme_of(const Lab& lab) {
    return lab.folder / "README.md";
}

std::string task_title(const Lab& lab) {
    return lab.title.empty() ? lab.id : lab.title;
}

std::string render_whole_task(const Lab& lab, const std::string& student, ParameterValues values) {
    return render_markdown(lab, read_file(readme_of(lab)), student, std::move(values));
}

std::string render_task(const Lab& lab, const std::string& student, ParameterValues values) {
    return without_teacher_notes(render_whole_task(lab, student, std::move(values)));
}

std::string with_due_date(std::string markdown, const std::string& due) {
    return below_title(markdown, fmt::format("**Due {}**", due));
}

Task student_task(const Context& context, const Lab& lab, const std::string& student) {
    const auto source = read_template(lab);
    // The roster is read only for a text that shows something of it.
    const auto enrolled = source.places.contains("name") ? student_of_some_class(context, student) : std::nullopt;
    Student own;
    own.id = student;
    auto task = task_of(context, lab, source, enrolled.value_or(own));
    if (!lab.parameters.empty() && !task.has_instance) {
        Database database(context.config.database, context.config.state);
        task.not_enrolled = Classes(database).of_student(student).empty();
    }
    return task;
}

std::vector<Task> class_tasks(const Context& context, const Lab& lab, const std::vector<Student>& students) {
    const auto source = read_template(lab);
    const bool is_named = source.places.contains("name") || source.places.contains("student");
    std::vector<Task> tasks;
    tasks.reserve(students.size());
    for (const auto& student : students) {
        auto& task = tasks.emplace_back(task_of(context, lab, source, student));
        if (!is_named) {
            task.markdown = below_title(task.markdown, fmt::format("**{}**", to_markdown(roster_name(student))));
        }
    }
    return tasks;
}

} // namespace crocum
