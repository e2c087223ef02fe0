#pragma once

#include "lib/roster/roster_columns.hpp"

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

    /// The groups that `group` names: Moodle writes several into one cell, "Group A, Tutors".
    [[nodiscard]] std::vector<std::string> groups() const;

    /// Whether this is one of the groups, or all of `group`.
    [[nodiscard]] bool is_in(const std::string& one) const;
};

/// How to read a roster file.
struct RosterOptions {
    std::string encoding;     ///< of iconv; empty: detected (text_encoding.hpp)
    RosterColumns columns;    ///< to take; others are chosen by their headers
    RosterColumns remembered; ///< instead of `columns` when these are empty and crocum did not write the file
};

/// What a roster file contains.
struct Roster {
    std::vector<Student> students;
    RosterColumns columns;          ///< that were taken
    std::string encoding;           ///< as which the text was read; "xlsx" for a workbook
    std::vector<std::string> notes; ///< for the teacher: what was left out, what looks like a mistake
};

/// Reads a roster.
///
/// CSV: a header in line 1, whose columns are chosen as in choose_columns.hpp; separated by commas, semicolons or tabs,
/// whichever the header has; CRLF or LF. Blank lines, blanks around fields, and columns without a name and values are
/// ignored. xlsx: the first sheet, likewise. YAML: a list of students, each a mapping with the same keys, or just an
/// id. All text is brought to Unicode's normal form C, so that an id is the same from every system.
///
/// `file` is its name: ".yaml" and ".yml" are YAML; xlsx is known by its bytes; all others are CSV. Errors begin with
/// it and the line. Throws UsageError: no text in the encoding, no id (choose_columns), an id that a spreadsheet has
/// rounded, a student twice, two students whose ids would be equal (student_id).
[[nodiscard]] Roster read_roster(const std::string& text, const std::string& file, const RosterOptions& options = {});

/// A roster as CSV with commas, which read_roster() reads back. Students that have left are marked in a last column
/// "left", which exists only when there are such students. Fields that a spreadsheet would take for formulas are not
/// changed: crocum reads this file.
[[nodiscard]] std::string to_csv(const std::vector<Student>& students);

} // namespace crocum
