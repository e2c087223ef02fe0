#include "lib/session/task.hpp"

#include "lib/base/files.hpp"
#include "lib/report/task.hpp"
#include "lib/session/parameters.hpp"
#include "lib/store/classes.hpp"

namespace crocum {

namespace {

std::filesystem::path readme_of(const Lab& lab) {
    return lab.folder / "README.md";
}

std::string sheet_of(const Lab& lab, const std::string& student, ParameterValues values) {
    values["student"] = student;
    values["lab"] = lab.id;
    return task_sheet(read_file(readme_of(lab)), values, readme_of(lab).string());
}

} // namespace

Task student_task(const Session& session, const Lab& lab, const std::string& student) {
    if (!std::filesystem::exists(readme_of(lab))) {
        throw with_hint(
            Error("lab {} has no task: {} is not there", lab.id, readme_of(lab).string()), "Write it as Markdown");
    }
    const auto instance = Instances(session.config.state).find({lab.id, student});
    Task task;
    task.title = lab.title.empty() ? lab.id : lab.title;
    task.parameters = student_parameters(session, lab, student, instance ? instance->parameters : ParameterValues());
    if (!lab.parameters.empty() && !instance) {
        Database database(session.config.database, session.config.state);
        task.for_stranger = Classes(database).of_student(student).empty();
    }
    task.markdown = sheet_of(lab, student, task.parameters);
    return task;
}

void look_at_task(const Lab& lab, Findings& findings) {
    const auto readme = readme_of(lab);
    if (!std::filesystem::exists(readme)) {
        findings.warning(readme, 0, "it is missing: students have no task to read");
        return;
    }
    if (findings.any_below(lab.folder / "lab.yaml")) {
        return; // Nobody knows all parameters.
    }
    ParameterValues values;
    for (const auto& [name, spec] : lab.parameters) {
        values[name] = "";
    }
    try {
        static_cast<void>(sheet_of(lab, "", values));
    } catch (const Error& error) {
        findings.mistakes(error.what(), lab.folder, readme, error.hint);
    }
}

} // namespace crocum
