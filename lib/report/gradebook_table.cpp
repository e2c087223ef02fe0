#include "lib/base/local_time.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/report/formats.hpp"
#include "lib/report/score_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace {

std::string percent(const GradebookRow& row) {
    return row.graded() ? fmt::format("{:.0f} %", row.card->score.percent()) : "-";
}

/// A list needs the date only.
std::string day(const GradebookRow& row) {
    constexpr std::size_t date = 10;
    return row.card ? local_time(row.card->started).substr(0, date) : "-";
}

/// "28 graded, 1 ungraded, 1 no attempt"
std::string summary(const Gradebook& book) {
    std::vector<std::string> parts;
    for (const auto* state : {"graded", "ungraded", "no attempt"}) {
        const auto count = std::count_if(book.rows.begin(), book.rows.end(), [&](const GradebookRow& row) {
            return std::string_view(row.state()) == state;
        });
        if (count > 0) {
            parts.push_back(fmt::format("{} {}", count, state));
        }
    }
    return join(parts, ", ");
}

} // namespace

std::string to_table(const Gradebook& book, const Style& style) {
    const bool named = std::any_of(
        book.rows.begin(), book.rows.end(), [](const GradebookRow& row) { return !row.student.name.empty(); });
    std::vector<Column> columns{{"STUDENT"}};
    if (named) {
        columns.push_back({"NAME", 1, Fit::shorten});
    }
    columns.insert(columns.end(), {{"SCORE"}, {"%", 4}, {"GRADED", 2}, {"ATTEMPTS", 3}, {"PROBLEMS", 0, Fit::wrap}});
    std::vector<TableRow> rows;
    for (const auto& row : book.rows) {
        auto& cells = rows.emplace_back(std::vector{row.student.id});
        if (named) {
            cells.push_back(clip(sanitize_line(row.student.name), 30));
        }
        const auto score = row.card ? short_score(row.card->score) : std::string("-");
        cells.insert(cells.end(), {score, percent(row), day(row), std::to_string(row.attempts), row.problem()});
    }
    return fmt::format(
        "{}{}, {} attempt\n\n{}\n{}\n",
        style.bold(book.title),
        book.class_name.empty() ? "" : ", class " + book.class_name,
        to_string(book.policy),
        table(columns, rows, style.columns),
        summary(book));
}

std::string to_table(const std::vector<Gradebook>& labs, const Style& style) {
    if (labs.empty()) {
        return "No attempt in any lab.\n";
    }
    const std::vector<Column> columns{
        {"LAB"},
        {"TITLE", 1, Fit::shorten},
        {"SCORE"},
        {"%", 4},
        {"GRADED", 2},
        {"ATTEMPTS", 3},
        {"PROBLEMS", 0, Fit::wrap}};
    std::vector<TableRow> rows;
    for (const auto& book : labs) {
        const auto& row = book.rows.front();
        rows.push_back(
            {book.lab,
             clip(book.title, 40),
             row.card ? short_score(row.card->score) : "-",
             percent(row),
             day(row),
             std::to_string(row.attempts),
             row.problem()});
    }
    const auto& student = labs.front().rows.front().student;
    return fmt::format(
        "{}{}\n\n{}",
        style.bold(student.name.empty() ? student.id : sanitize_line(student.name)),
        student.name.empty() ? "" : " (" + student.id + ")",
        table(columns, rows, style.columns));
}

} // namespace crocum
