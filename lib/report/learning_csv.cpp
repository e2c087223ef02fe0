#include "lib/base/text.hpp"
#include "lib/report/canvas_title.hpp"
#include "lib/report/csv_text.hpp"
#include "lib/report/feedback.hpp"
#include "lib/report/formats.hpp"

#include <algorithm>

namespace crocum {

namespace {

std::string first_filled(const std::string& one, const std::string& other) {
    return one.empty() ? other : one;
}

struct Names {
    std::string first;
    std::string last;
};

/// The words of a name without those of the other part.
std::string rest_of(const std::string& name, const std::string& part) {
    const auto all = words(name);
    const auto known = words(part);
    const auto found = std::search(all.begin(), all.end(), known.begin(), known.end());
    if (found == all.end() || known.empty()) {
        return "";
    }
    std::vector<std::string> rest(all.begin(), found);
    rest.insert(rest.end(), found + static_cast<std::ptrdiff_t>(known.size()), all.end());
    return join(rest, " ");
}

/// From the roster's columns; else from "Last, First"; else the last word is the family name.
Names names_of(const Student& student) {
    Names names{
        first_filled(column_of(student, "first_name"), column_of(student, "first name")),
        first_filled(column_of(student, "last_name"), column_of(student, "last name"))};
    if (!names.first.empty() || !names.last.empty()) {
        // A roster with one of the two columns also says what the other one is.
        const auto middle = column_of(student, "middle_name");
        if (names.first.empty()) {
            names.first = rest_of(student.name, names.last);
        } else if (!middle.empty()) {
            names.first += " " + middle;
        }
        names.last = names.last.empty() ? rest_of(student.name, names.first) : names.last;
        return names;
    }
    if (const auto comma = student.name.find(", "); comma != std::string::npos) {
        return {student.name.substr(comma + 2), student.name.substr(0, comma)};
    }
    const auto space = student.name.rfind(' ');
    return space == std::string::npos ? Names{"", student.name}
                                      : Names{student.name.substr(0, space), student.name.substr(space + 1)};
}

void add_grade(CsvLine& line, const Gradebook& book, const GradebookRow& row) {
    row.graded() ? line.number(book.scaled(row)) : line.empty();
}

} // namespace

std::string to_moodle(const Gradebook& book, const CsvDialect& dialect) {
    CsvLine line(dialect);
    auto text = line.start();
    // The address comes first: Moodle maps the first column to its internal number unless the user changes it, and a
    // number from a roster would find another person.
    line.text("Email address").text("ID number").text("Full name");
    text += line.text(book.title).text(book.title + " (%)").text("feedback").text("problems").end();
    for (const auto& row : book.rows) {
        const auto& student = row.student;
        if (student.left) {
            continue;
        }
        line.id(student.email).id(student.external).text(student.name);
        add_grade(line, book, row);
        row.graded() ? line.number(row.card->score.percent()) : line.empty();
        text += line.text(html_feedback(row), 20'000).text(row.problem()).end();
    }
    return text;
}

std::string to_canvas(const Gradebook& book, const std::string& assignment, const CsvDialect& dialect) {
    CsvLine line(dialect);
    const auto start = line.start();
    for (const auto* name : {"Student", "ID", "SIS User ID", "SIS Login ID", "Section"}) {
        line.text(name);
    }
    auto text = start + line.text(canvas_title(book.title, assignment)).end();
    line.text("    Points Possible").empty().empty().empty().empty();
    text += (book.total > 0 ? line.number(book.total) : line.empty()).end();
    for (const auto& row : book.rows) {
        const auto& student = row.student;
        if (student.left) {
            continue;
        }
        line.text(first_filled(student.name, student.external)).id(column_of(student, "canvas_id"));
        line.id(student.external).id(first_filled(column_of(student, "sis_login_id"), student.email));
        line.text(student.group);
        add_grade(line, book, row);
        text += line.end();
    }
    return text;
}

std::string to_nbgrader(const Gradebook& book, const CsvDialect& dialect) {
    CsvLine line(dialect);
    const auto start = line.start();
    for (const auto* name :
         {"assignment",
          "duedate",
          "timestamp",
          "student_id",
          "last_name",
          "first_name",
          "email",
          "raw_score",
          "late_submission_penalty",
          "score",
          "max_score",
          "problems"}) {
        line.text(name);
    }
    auto text = start + line.end();
    for (const auto& row : book.rows) {
        const auto names = names_of(row.student);
        const auto* score = row.card ? &row.card->score : nullptr;
        line.text(book.title).text(score != nullptr && score->lateness ? score->lateness->deadline : "");
        line.text(row.card ? row.card->started : "").id(row.student.external);
        line.text(names.last).text(names.first).text(row.student.email);
        if (row.graded()) {
            line.number(score->reached()).number(score->reached() - score->awarded()).number(score->awarded());
        } else {
            line.empty().empty().empty();
        }
        line.number(score != nullptr ? score->sum.total : book.total);
        text += line.text(row.problem()).end();
    }
    return text;
}

} // namespace crocum
