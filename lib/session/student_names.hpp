#pragma once

#include "lib/roster/roster.hpp"
#include "lib/session/context.hpp"

#include <string>
#include <vector>

namespace crocum {

/// The students that `text` of a command line can mean, the best kind of match only: crocum's id, the id in the roster,
/// the e-mail address, the whole name, a part of the name. A text that could be an id has to be a whole word of a name.
/// Without case. Each student once.
[[nodiscard]] std::vector<Student> students_meant(const std::vector<Student>& students, const std::string& text);

/// Throws UsageError, with their ids, when `text` means more than one student.
void require_one(const std::vector<Student>& meant, const std::string& text);

/// The id of the student whom `text` means: an id with an instance or attempts in the lab, else a student of the class,
/// or of any class if `class_name` is empty. An id that nobody has is returned as it is. Says whom another text means.
/// Throws UsageError when `text` means several students, or nobody and is no id.
[[nodiscard]] std::string student_meant(
    const Context& context, const std::string& lab, const std::string& class_name, const std::string& text);

} // namespace crocum
