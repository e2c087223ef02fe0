#pragma once

#include <string>
#include <utility>
#include <vector>

namespace crocum {

/// A student of a class, as in the roster.
struct Student {
    std::string id;       ///< crocum's id of the student: student_id(external)
    std::string external; ///< the id in other systems: the roster's "id"
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
/// and blanks around fields are ignored. YAML: a list of students, each a mapping with these keys, or just an id.
///
/// `file` is its name: ".yaml" and ".yml" are YAML, all others CSV; errors begin with it and the line. Throws
/// UsageError: not UTF-8, no "id", a student twice, two students whose ids would be equal (student_id).
[[nodiscard]] std::vector<Student> read_roster(const std::string& text, const std::string& file);

/// A roster as CSV with commas, which read_roster() reads back. Students that have left are marked in a last column
/// "left", which exists only when there are such students. Fields that a spreadsheet would take for formulas are not
/// changed: crocum reads this file.
[[nodiscard]] std::string to_csv(const std::vector<Student>& students);

} // namespace crocum
