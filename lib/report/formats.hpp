#pragma once

#include "lib/base/json.hpp"
#include "lib/report/csv_text.hpp"
#include "lib/report/gradebook.hpp"
#include "lib/report/style.hpp"

#include <string>

namespace crocum {

/// What a user chooses about a format.
struct FormatOptions {
    Style style;            ///< of the table
    CsvDialect csv;         ///< of the formats that are CSV
    std::string grade_item; ///< for Moodle's XML: the ID number of the grade item; for Canvas: the assignment's number
    bool clear_ungraded = false; ///< for Moodle's XML: students without a score lose an earlier grade
};

/// A gradebook in the formats of other systems. Each of them distinguishes "not measured" from 0, as far as the format
/// can: an empty cell, null, an error instead of a failure.

/// For a terminal.
[[nodiscard]] std::string to_table(const Gradebook& book, const Style& style);

/// One student's scores in several labs, for a terminal.
[[nodiscard]] std::string to_table(const std::vector<Gradebook>& labs, const Style& style);

/// crocum's own document.
[[nodiscard]] Json to_json(const Gradebook& book);

/// All data, for a spreadsheet: one row for each student, one column with the reached points for each check.
[[nodiscard]] std::string to_csv(const Gradebook& book, const CsvDialect& dialect = {});

/// For Moodle's grade import (https://docs.moodle.org/en/Grade_import): one row for each student who has not left,
/// because a user who is not in the course ends an import. An empty cell means no grade. The percent are for a new item
/// of Moodle's, whose maximum is 100; the feedback is for the student, the problems are for the teacher.
[[nodiscard]] std::string to_moodle(const Gradebook& book, const CsvDialect& dialect = {});

/// For Moodle's XML import (gradeimport_xml), which needs no mapping: the grade item and the students by their ID
/// numbers, and what is left to do as feedback. Students without a score are left out, so that an earlier grade stays,
/// or with `clear_ungraded` lose it. Students who left are left out.
[[nodiscard]] std::string to_moodle_xml(const Gradebook& book, const std::string& grade_item, bool clear_ungraded);

/// For Canvas' gradebook import: its header, a row "Points Possible", an empty cell when there is no score. A further
/// column would be a further assignment, so problems are left out. The roster's column canvas_id becomes ID, if it
/// exists. `assignment` is the number of an existing assignment, as in an exported gradebook; empty: Canvas goes by the
/// title.
[[nodiscard]] std::string to_canvas(
    const Gradebook& book, const std::string& assignment, const CsvDialect& dialect = {});

/// As `nbgrader export` writes it, with a last column "problems".
[[nodiscard]] std::string to_nbgrader(const Gradebook& book, const CsvDialect& dialect = {});

/// An Excel workbook with one sheet: what to_csv() has, with ids as texts and scores as numbers. A cell that was not
/// measured is empty and coloured. Throws Error when libxlsxwriter is not installed.
[[nodiscard]] std::string to_xlsx(const Gradebook& book);

/// One student's results.json for Gradescope. Without a score it has neither score nor tests, which Gradescope shows as
/// a failed autograder, not as a zero. A check that is ungraded beside a decided score has neither points nor status.
[[nodiscard]] Json to_gradescope(const Gradebook& book, const GradebookRow& row);

/// JUnit XML as Jenkins and GitLab read it (junit-10.xsd): one test suite for each student. An ungraded check is an
/// error, not a failure.
[[nodiscard]] std::string to_junit(const Gradebook& book);

/// Common Test Report Format (https://ctrf.io). An ungraded check has the status "other".
[[nodiscard]] Json to_ctrf(const Gradebook& book);

/// One self-contained page without JavaScript and without network access; light or dark as the browser prefers.
[[nodiscard]] std::string to_html(const Gradebook& book);

} // namespace crocum
