#include "lib/base/text.hpp"
#include "lib/report/formats.hpp"
#include "lib/report/xlsx_file.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

namespace crocum {

namespace {

using Look = XlsxFile::Look;

/// Excel's limit for a cell is 32,767 characters.
constexpr std::size_t longest_cell = 2000;
constexpr unsigned heading_row = 0;
constexpr unsigned points_row = 1;
constexpr unsigned first_student_row = 2;

/// Writes a row from left to right.
class SheetRow {
public:
    SheetRow(XlsxFile& file, unsigned row) : file_(file), row_(row) {}

    SheetRow& text(const std::string& value, Look look = Look::plain) {
        if (const auto line = sanitize_line(value, longest_cell); !line.empty()) {
            file_.text(row_, column_, line, look);
        }
        ++column_;
        return *this;
    }

    SheetRow& number(double value, Look look = Look::plain) {
        file_.number(row_, column_++, value, look);
        return *this;
    }

    SheetRow& skip() {
        ++column_;
        return *this;
    }

    /// What was not measured is empty, and never 0.
    SheetRow& open() {
        file_.blank(row_, column_++, Look::open);
        return *this;
    }

private:
    XlsxFile& file_;
    unsigned row_;
    unsigned column_ = 0;
};

constexpr std::array columns_before_checks{
    "Student",
    "ID",
    "Name",
    "E-mail",
    "Group",
    "State",
    "Score",
    "Max score",
    "Percent",
    "Before penalty",
    "Penalty %",
    "Attempts"};

void add_headings(XlsxFile& file, const Gradebook& book) {
    SheetRow headings(file, heading_row);
    for (const auto* name : columns_before_checks) {
        headings.text(name, Look::heading);
    }
    for (const auto& check : book.checks) {
        const auto& title = check.title.empty() ? check.id : check.title;
        headings.text((check.number.empty() ? "" : check.number + " ") + title, Look::heading);
    }
    headings.text("Problems", Look::heading);

    SheetRow points(file, points_row);
    points.text("Points possible", Look::dim);
    for (std::size_t i = 1; i < columns_before_checks.size(); ++i) {
        const bool is_score = std::string_view(columns_before_checks.at(i)) == "Score";
        is_score&& book.total > 0 ? points.number(book.total, Look::dim) : points.skip();
    }
    for (const auto& check : book.checks) {
        points.number(check.points, Look::dim);
    }
}

void add_score(SheetRow& cells, const Gradebook& book, const GradebookRow& row) {
    const double total = row.card ? row.card->score.sum.total : book.total;
    row.graded() ? cells.number(row.card->score.awarded()) : cells.open();
    total > 0 ? cells.number(total) : cells.skip();
    if (!row.graded()) {
        cells.open().skip().skip();
        return;
    }
    const auto& score = row.card->score;
    constexpr double hundred = 100;
    cells.number(score.percent() / hundred, Look::percent).number(score.reached()).number(score.penalty());
}

void add_student(XlsxFile& file, unsigned place, const Gradebook& book, const GradebookRow& row) {
    const auto& student = row.student;
    SheetRow cells(file, place);
    cells.text(student.id).text(student.external).text(student.name).text(student.email).text(student.group);
    cells.text(row.state(), row.graded() ? Look::plain : Look::open);
    add_score(cells, book, row);
    cells.number(static_cast<double>(row.attempts));
    for (const auto* result : book.by_check(row)) {
        if (result == nullptr) {
            cells.skip();
        } else if (result->verdict == Verdict::ungraded) {
            cells.open();
        } else {
            cells.number(result->points());
        }
    }
    cells.text(row.problem());
}

} // namespace

std::string to_xlsx(const Gradebook& book) {
    XlsxFile file(book.lab);
    constexpr unsigned name_column = 2;
    constexpr unsigned email_column = 3;
    const auto first_check = static_cast<unsigned>(columns_before_checks.size());
    const auto problems = first_check + static_cast<unsigned>(book.checks.size());
    file.width(0, problems, 12);
    file.width(name_column, email_column, 28);
    file.width(problems, problems, 60);
    file.freeze(first_student_row, name_column + 1);
    add_headings(file, book);
    auto place = first_student_row;
    for (const auto& row : book.rows) {
        add_student(file, place++, book, row);
    }
    return file.bytes();
}

} // namespace crocum
