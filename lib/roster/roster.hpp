#pragma once

#include <string>
#include <utility>
#include <vector>

namespace crocum {

/// Somebody of a class, as the roster says.
struct Student {
    std::string id;       ///< how crocum calls the student: student_id(external)
    std::string external; ///< how everybody else does: the roster's "id"
    std::string name;
    std::string email;
    std::string group;
    std::vector<std::pair<std::string, std::string>> columns; ///< all others, in the roster's order
    bool left = false; ///< was in an earlier roster of the class, and is not in the last one

    bool operator==(const Student&) const = default;
};

/// Reads a roster.
///
/// CSV: a header with at least "id" (then "name", "email", "group", and any others), in any order and case; separated
/// by commas, semicolons or tabs, whichever the header has; with or without a byte order mark; CRLF or LF. Blank lines
/// are passed over, blanks around fields too. YAML: a list of students, each a mapping with these keys, or just an id.
///
/// `file` is its name: ".yaml" and ".yml" are YAML, all others CSV; errors begin with it and the line. Throws
/// UsageError: no UTF-8, no "id", a student twice, two whose ids would be the same (student_id).
[[nodiscard]] std::vector<Student> read_roster(const std::string& text, const std::string& file);

/// A roster as CSV with commas, which read_roster() reads back. Students that have left are marked in a last column
/// "left", where there are any. Fields that a spreadsheet would take for formulas are kept as they are: this is for
/// crocum, not for people.
[[nodiscard]] std::string to_csv(const std::vector<Student>& students);

} // namespace crocum
