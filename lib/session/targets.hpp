#pragma once

#include "lib/roster/roster.hpp"
#include "lib/session/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// One student that a batch is about.
struct Target {
    std::string student;
    std::string name;  ///< as the roster has it; empty where there is none
    bool left = false; ///< is in the class no more
};

/// Whom a command line names.
struct TargetSelection {
    std::vector<std::string> students;
    std::string class_name; ///< everybody in it
    std::string group;      ///< of the class; empty: all
    bool all = false;       ///< everybody who has an instance of the lab
};

/// Throws UsageError, with the lab that may be meant, where nothing of this name is known: no folder on the lab path,
/// no instance, no attempt.
void require_known_lab(const Context& context, const std::string& lab);

/// Those of the selection's class, in the roster's order, with all that the roster has of them. Throws as
/// find_targets().
[[nodiscard]] std::vector<Student> find_students(
    const Context& context, const TargetSelection& selection, bool with_left);

/// Somebody as one of the classes has them; nothing where none does. Throws Error where the database cannot be read.
[[nodiscard]] std::optional<Student> student_of_some_class(const Context& context, const std::string& id);

/// In the order of the command line, of the roster, or of the ids. Those who have left a class are among them only
/// where `with_left` is set. Throws UsageError where that is nobody, for somebody who is not in the class, and for a
/// class or group that there is not.
[[nodiscard]] std::vector<Target> find_targets(
    const Context& context, const std::string& lab, const TargetSelection& selection, bool with_left);

/// "2 students", "class net", "class net, group A", "everybody": for messages.
[[nodiscard]] std::string to_string(const TargetSelection& selection);

} // namespace crocum
