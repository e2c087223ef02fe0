#pragma once

#include "lib/session/findings.hpp"
#include "lib/session/session.hpp"

#include <string>

namespace crocum {

/// What a student has to do.
struct Task {
    std::string title;          ///< the lab's
    std::string markdown;       ///< its README.md with the student's values
    ParameterValues parameters; ///< those that were drawn for the student
    bool for_stranger = false;  ///< they were, for somebody who is in no class and has no instance
};

/// Draws and records the parameters where that has not been done, so that a sheet can be handed out before `up`.
/// Throws Error where the lab has no README.md, UsageError with file and line where it names a parameter that there is
/// not.
[[nodiscard]] Task student_task(const Session& session, const Lab& lab, const std::string& student);

/// What is wrong with README.md, for `lab validate`.
void look_at_task(const Lab& lab, Findings& findings);

} // namespace crocum
