#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"

#include <string>

namespace crocum {

/// What a student has to do.
struct Task {
    std::string title;          ///< the lab's
    std::string markdown;       ///< its README.md with the student's values
    ParameterValues parameters; ///< those that were drawn for the student
    bool not_enrolled = false;  ///< they were, for somebody who is in no class and has no instance
};

/// Draws and records the parameters where that has not been done, so that a sheet can be handed out before `up`.
/// Throws Error where the lab has no README.md, UsageError with file and line where it names a parameter that there is
/// not.
[[nodiscard]] Task student_task(const Context& context, const Lab& lab, const std::string& student);

/// The lab's README.md, which is the task.
[[nodiscard]] std::filesystem::path readme_of(const Lab& lab);

/// The task with a student's values. Throws UsageError with file and line where it names an unknown parameter.
[[nodiscard]] std::string render_task(const Lab& lab, const std::string& student, ParameterValues values);

} // namespace crocum
