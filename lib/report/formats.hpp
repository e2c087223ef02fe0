#pragma once

#include "lib/base/json.hpp"
#include "lib/report/gradebook.hpp"
#include "lib/report/style.hpp"

#include <string>

namespace crocum {

/// A gradebook in the formats of other systems. In each of them what was not measured is told from 0, as far as the
/// format has a way to: an empty cell, null, an error that is no failure.

/// For a terminal.
[[nodiscard]] std::string to_table(const Gradebook& book, const Style& style);

/// One student's scores in several labs, for a terminal.
[[nodiscard]] std::string to_table(const std::vector<Gradebook>& labs, const Style& style);

/// crocum's own document.
[[nodiscard]] Json to_json(const Gradebook& book);

/// Everything, for a spreadsheet: one row a student, one column a check with the points that were reached.
[[nodiscard]] std::string to_csv(const Gradebook& book);

/// For Moodle's grade import (https://docs.moodle.org/en/Grade_import): one row for everybody who has not left, since a
/// user whom the course does not have ends an import. An empty grade is no grade.
[[nodiscard]] std::string to_moodle(const Gradebook& book);

/// For Canvas' gradebook import: its header, a row "Points Possible", an empty cell where there is no score. A column
/// more would be an assignment more, so problems have no place. The roster's column canvas_id is ID, where there is
/// one.
[[nodiscard]] std::string to_canvas(const Gradebook& book);

/// As `nbgrader export` writes it, with a last column "problems".
[[nodiscard]] std::string to_nbgrader(const Gradebook& book);

/// One student's results.json for Gradescope. Where there is no score it has neither score nor tests, which Gradescope
/// takes for an autograder that failed, not for a zero.
[[nodiscard]] Json to_gradescope(const Gradebook& book, const GradebookRow& row);

/// JUnit XML as Jenkins and GitLab read it (junit-10.xsd): a test suite a student. Ungraded is an error, not a failure.
[[nodiscard]] std::string to_junit(const Gradebook& book);

/// Common Test Report Format (https://ctrf.io). Ungraded has the status "other".
[[nodiscard]] Json to_ctrf(const Gradebook& book);

/// One self-contained page, without JavaScript and without a network; light or dark as the reader's screen is.
[[nodiscard]] std::string to_html(const Gradebook& book);

} // namespace crocum
