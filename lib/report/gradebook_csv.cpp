#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/report/csv_text.hpp"
#include "lib/report/formats.hpp"

namespace crocum {

namespace {

void add_score(CsvLine& line, const GradebookRow& row) {
    if (!row.graded()) {
        for (int i = 0; i < 4; ++i) {
            line.empty();
        }
        return;
    }
    const auto& score = row.card->score;
    line.number(score.awarded()).number(score.reached()).number(score.penalty()).number(score.percent());
}

std::string heading(const Check& check) {
    return (check.number.empty() ? "" : check.number + " ") + shown_id(check.id) + " [" + number(check.points) + "]";
}

} // namespace

std::string to_csv(const Gradebook& book, const CsvDialect& dialect) {
    CsvLine line(dialect);
    // This file is for a spreadsheet, so that ids are guarded as well.
    const auto add_id = [&](const std::string& id) { dialect.excel ? line.id(id) : line.text(id); };
    const auto start = line.start();
    for (const auto* name :
         {"student",
          "id",
          "name",
          "email",
          "group",
          "state",
          "score",
          "raw_score",
          "penalty_percent",
          "percent",
          "max_score",
          "late_seconds",
          "attempt",
          "started",
          "attempts",
          "decided",
          "problems"}) {
        line.text(name);
    }
    for (const auto& check : book.checks) {
        line.text(heading(check));
    }
    auto text = start + line.end();
    for (const auto& row : book.rows) {
        const auto& student = row.student;
        add_id(student.id);
        add_id(student.external);
        line.text(student.name).text(student.email).text(student.group);
        line.text(row.state());
        add_score(line, row);
        line.number(row.card ? row.card->score.sum.total : book.total);
        const bool due = row.card && row.card->score.lateness;
        due ? line.number(static_cast<double>(std::max(0L, row.card->score.lateness->seconds()))) : line.empty();
        line.text(row.card ? row.card->name : "").text(row.card ? row.card->started : "");
        line.number(static_cast<double>(row.attempts)).text(row.card && row.card->score.decided ? "yes" : "no");
        line.text(row.problem());
        for (const auto* result : book.by_check(row)) {
            const bool measured = result != nullptr && result->verdict != Verdict::ungraded;
            measured ? line.number(result->points()) : line.empty();
        }
        text += line.end();
    }
    return text;
}

} // namespace crocum
