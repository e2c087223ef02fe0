#pragma once

#include "lib/roster/roster_columns.hpp"
#include "lib/roster/roster_table.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// How the columns of a table become the fields of students: positions in the header.
struct ColumnPlan {
    std::size_t id = 0;
    std::vector<std::size_t> name; ///< joined with blanks
    std::optional<std::size_t> email;
    std::optional<std::size_t> group;
    std::vector<std::string> kept; ///< for each column: its name among a student's other columns; empty: not kept
    bool canvas = false;           ///< a gradebook of Canvas, with rows that are no students
    std::size_t left_out = 0;      ///< columns with grades

    /// The headers of the columns that are taken.
    [[nodiscard]] RosterColumns taken(const RosterTable& table) const;
};

/// Whether the header is that of `class export`: its columns are what they are called, whatever others are beside them.
[[nodiscard]] bool is_exported(const RosterTable& table);

/// Chooses by the headers: those of `wanted` first, then those that are known (known_columns.hpp). Columns that reports
/// need get the names first_name, last_name, middle_name, canvas_id and sis_login_id.
///
/// The id is the one by which the system that wrote the file finds a student again: the id of the school, else the
/// login, else the e-mail address. Canvas' own number ("ID") is never taken unless it is wanted; a gradebook of Canvas
/// has a section and ids of a SIS, or exactly the headers "Student", "ID" and "Section". Throws UsageError that begins
/// with the line of the header: no id, several columns that could be the id, a wanted column that is not there.
[[nodiscard]] ColumnPlan choose_columns(const RosterTable& table, const RosterColumns& wanted);

} // namespace crocum
