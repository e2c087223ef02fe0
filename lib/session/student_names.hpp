#pragma once

#include "lib/roster/roster.hpp"
#include "lib/session/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

enum class Matching {
    names_too,
    ids_only, ///< ids and e-mail addresses, where an unknown id can be that of a new student
};

/// The students that `text` of a command line can mean, the best kind of match only: crocum's id, the id in the roster,
/// the e-mail address, the whole name, words of the name. Without case. Each student once; students who left only when
/// no other matches.
[[nodiscard]] std::vector<Student> students_meant(
    const std::vector<Student>& students, const std::string& text, Matching matching = Matching::names_too);

/// The only one of the students that `text` means, as students_meant(); nothing when there is none. Notes who it is,
/// unless `text` is the id. Throws UsageError, with their ids, when `text` means more than one student.
[[nodiscard]] std::optional<Student> student_among(
    const Context& context,
    const std::vector<Student>& students,
    const std::string& text,
    Matching matching = Matching::names_too);

/// The id of the student whom `text` means: an id with an instance or attempts in the lab, else a student of the class,
/// or of any class if `class_name` is empty. `matching` is for a text that can be an id. An id that nobody has is
/// returned as it is. Notes whom another text means. Throws UsageError when `text` means several students, or means
/// nobody and cannot be an id.
[[nodiscard]] std::string student_meant(
    const Context& context,
    const std::string& lab,
    const std::string& class_name,
    const std::string& text,
    Matching matching = Matching::names_too);

} // namespace crocum
