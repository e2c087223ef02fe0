#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/due_dates.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A due date to set.
struct DueOrder {
    std::string lab;
    std::string class_name;
    std::vector<std::string> students; ///< extensions; empty: the whole class
    Time at;
    /// Nothing: the penalty of the date that is replaced; of a new date that of lab.yaml, of a new extension that of
    /// the class's due date.
    std::optional<LatePolicy> late;
};

struct SetDueDate {
    DueDate now;
    std::optional<DueDate> before; ///< what was replaced
};

/// Sets the due date of a lab for a class, or extensions for students. Scores follow at once, without new attempts.
/// Returns what was set. Throws UsageError for an unknown class or student.
std::vector<SetDueDate> set_due(Context& context, const DueOrder& order);

/// Removes the due date of a class, or the extensions of students. Returns what was removed.
std::vector<DueDate> clear_due(
    Context& context, const std::string& lab, const std::string& class_name, const std::vector<std::string>& students);

/// Of one lab if `lab` is not empty, and of one class if `class_name` is not empty.
[[nodiscard]] std::vector<DueDate> list_due(
    const Context& context, const std::string& lab, const std::string& class_name);

/// The extensions in a class that end before the due date of the class, of students who have not left it: these
/// students have less time than the others.
[[nodiscard]] std::vector<DueDate> extensions_before(
    const Context& context, const std::string& lab, const std::string& class_name, Time due_of_class);

/// Students of a class, or of the named ones, whose attempt that counts keeps the deadline of its own run (--deadline):
/// the due date does not apply to it.
[[nodiscard]] std::vector<std::string> students_with_own_deadline(
    const Context& context,
    const std::string& lab,
    const std::string& class_name,
    const std::vector<std::string>& students);

/// Students of a class, or the named ones, by the other classes that they are in and have not left. A score is of a
/// student in a lab, not of a class: a due date of one class counts in the lists of the others too.
[[nodiscard]] std::map<std::string, std::vector<std::string>> students_in_other_classes(
    const Context& context, const std::string& class_name, const std::vector<std::string>& students);

/// "due 2026-12-01 23:59 CET (in 3 days), late work: 10 % a day"
[[nodiscard]] std::string describe_due(const DueDate& due, Time now);

} // namespace crocum
