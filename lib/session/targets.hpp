#pragma once

#include "lib/roster/roster.hpp"
#include "lib/session/context.hpp"
#include "lib/session/student_names.hpp"
#include "lib/session/target.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The students that a command line names.
struct TargetSelection {
    std::vector<std::string> students;
    std::string class_name;                  ///< all students of this class
    std::string group;                       ///< only this group of the class; empty: all
    bool all = false;                        ///< all students that have an instance of the lab
    Matching matching = Matching::names_too; ///< of `students`
};

/// Throws UsageError, with a similar lab as a hint, when this lab is unknown: no folder on the lab path, no instance,
/// and no attempt.
void require_known_lab(const Context& context, const std::string& lab);

/// The students of the selected class, in the order of the roster, with all their columns. Throws as find_targets().
[[nodiscard]] std::vector<Student> find_students(
    const Context& context, const TargetSelection& selection, bool with_left);

/// A student in one of the classes; nothing if no class has this student. Throws Error when the database cannot be
/// read.
[[nodiscard]] std::optional<Student> student_of_some_class(const Context& context, const std::string& id);

/// The selected students, in the order of the command line, of the roster, or of the ids. Students that left the class
/// are included only if `with_left` is set. Throws UsageError when the selection is empty, for a student that is not in
/// the class, and for an unknown class or group.
[[nodiscard]] std::vector<Target> find_targets(
    const Context& context, const std::string& lab, const TargetSelection& selection, bool with_left);

/// "2 students", "class net", "class net, group A", "all students": for messages.
[[nodiscard]] std::string to_string(const TargetSelection& selection);

} // namespace crocum
