#include "lib/base/text.hpp"
#include "lib/report/csv_text.hpp"
#include "lib/report/formats.hpp"

namespace crocum {

namespace {

std::string first_filled(const std::string& one, const std::string& other) {
    return one.empty() ? other : one;
}

struct Names {
    std::string first;
    std::string last;
};

/// From the roster's columns; else from "Last, First"; else the last word is the family name.
Names names_of(const Student& student) {
    Names names{
        first_filled(column_of(student, "first_name"), column_of(student, "first name")),
        first_filled(column_of(student, "last_name"), column_of(student, "last name"))};
    if (!names.first.empty() || !names.last.empty()) {
        return names;
    }
    if (const auto comma = student.name.find(", "); comma != std::string::npos) {
        return {student.name.substr(comma + 2), student.name.substr(0, comma)};
    }
    const auto space = student.name.rfind(' ');
    return space == std::string::npos ? Names{"", student.name}
                                      : Names{student.name.substr(0, space), student.name.substr(space + 1)};
}

void add_grade(CsvLine& line, const GradebookRow& row) {
    row.graded() ? line.number(row.card->score.awarded()) : line.empty();
}

} // namespace

std::string to_moodle(const Gradebook& book) {
    CsvLine line;
    auto text = line.text("ID number").text("Email address").text("Full name").text(book.title).text("problems").end();
    for (const auto& row : book.rows) {
        const auto& student = row.student;
        if (student.left) {
            continue;
        }
        line.text(student.external).text(student.email).text(student.name);
        add_grade(line, row);
        text += line.text(row.problem()).end();
    }
    return text;
}

std::string to_canvas(const Gradebook& book) {
    CsvLine line;
    for (const auto* name : {"Student", "ID", "SIS User ID", "SIS Login ID", "Section"}) {
        line.text(name);
    }
    auto text = line.text(book.title).end();
    line.text("    Points Possible").empty().empty().empty().empty();
    text += (book.total > 0 ? line.number(book.total) : line.empty()).end();
    for (const auto& row : book.rows) {
        const auto& student = row.student;
        if (student.left) {
            continue;
        }
        line.text(first_filled(student.name, student.external)).text(column_of(student, "canvas_id"));
        line.text(student.external).text(first_filled(column_of(student, "sis_login_id"), student.email));
        line.text(student.group);
        add_grade(line, row);
        text += line.end();
    }
    return text;
}

std::string to_nbgrader(const Gradebook& book) {
    CsvLine line;
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
    auto text = line.end();
    for (const auto& row : book.rows) {
        const auto names = names_of(row.student);
        const auto* score = row.card ? &row.card->score : nullptr;
        line.text(book.title).text(score != nullptr && score->lateness ? score->lateness->deadline : "");
        line.text(row.card ? row.card->started : "").text(row.student.external);
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
