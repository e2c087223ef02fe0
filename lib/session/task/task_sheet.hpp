#pragma once

#include "lib/lab/lab.hpp"
#include "lib/roster/roster.hpp"
#include "lib/session/context.hpp"

#include <string>
#include <vector>

namespace crocum {

/// The task of a student.
struct Task {
    std::string student;
    std::string name;           ///< of the student in the roster; empty when it was not read
    std::string markdown;       ///< the lab's README.md with the student's values, without notes for the teacher
    ParameterValues parameters; ///< the student's values
    bool has_instance = false;
    bool not_enrolled = false; ///< the student is in no class and has no instance, and values were drawn
};

/// The task sheet of a student. Missing parameter values are drawn and recorded, so that a sheet can be handed out
/// before `up`. Throws Error when the lab has no README.md, UsageError with file and line when it names an unknown
/// parameter.
[[nodiscard]] Task student_task(const Context& context, const Lab& lab, const std::string& student);

/// The task sheets of students of a class, in their order. A sheet whose text has no place for the student has the name
/// below its title. Throws as student_task().
[[nodiscard]] std::vector<Task> class_tasks(
    const Context& context, const Lab& lab, const std::vector<Student>& students);

/// The title of the lab, as the title of its task sheets.
[[nodiscard]] std::string task_title(const Lab& lab);

/// The file with the task: README.md of the lab.
[[nodiscard]] std::filesystem::path readme_of(const Lab& lab);

/// The README.md with a student's values, line by line as in the file, with the notes for the teacher. Without a value,
/// {{name}} is the id. Throws UsageError with file and line when it names an unknown parameter.
[[nodiscard]] std::string render_whole_task(const Lab& lab, const std::string& student, ParameterValues values);

/// The same without notes for the teacher: what the student reads.
[[nodiscard]] std::string render_task(const Lab& lab, const std::string& student, ParameterValues values);

/// The task with its due date: below the title, unless the lab's README.md has a place for it, {{due}}.
[[nodiscard]] std::string with_due_date(std::string markdown, const std::string& due);

} // namespace crocum
