#include "lib/report/format_limits.hpp"

#include "lib/base/text.hpp"
#include "lib/report/csv_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace {

/// "3 students without a score: …"; nothing when there is no such student.
template <typename Is>
void tell(std::vector<std::string>& limits, const Gradebook& book, const Is& is, const std::string& what) {
    const auto count = std::count_if(book.rows.begin(), book.rows.end(), is);
    if (count > 0) {
        limits.push_back(plural(static_cast<std::size_t>(count), "student") + " " + what);
    }
}

bool is_open(const GradebookRow& row) {
    return !row.graded() && !row.student.left;
}

bool has_left(const GradebookRow& row) {
    return row.student.left;
}

bool is_quoted(const GradebookRow& row) {
    return looks_like_formula(row.student.external) || looks_like_formula(row.student.email);
}

/// `ungraded` is what the format has for a student without a score.
void tell_scores(std::vector<std::string>& limits, const Gradebook& book, const std::string& ungraded) {
    tell(
        limits,
        book,
        is_open,
        fmt::format("without a score: {} in this format; --format table shows the reasons", ungraded));
    tell(
        limits,
        book,
        [&](const GradebookRow& row) { return row.graded() && row.card->score.sum.total != book.total; },
        fmt::format(
            "with a score of another total than {}: grade them again, or run \"crocum lab regrade {}\"",
            number(book.total),
            book.lab));
}

} // namespace

std::vector<std::string> format_limits(const Gradebook& book, const std::string& format) {
    std::vector<std::string> limits;
    if (format == "gradescope") {
        tell_scores(limits, book, "a failed autograder");
    }
    if (format == "moodle" || format == "canvas") {
        tell_scores(limits, book, "an empty cell, which removes an earlier grade");
        tell(limits, book, has_left, "who left the class: omitted");
        tell(
            limits,
            book,
            is_quoted,
            "with an id or an address that a spreadsheet would take for a formula: a ' is added, so that the "
            "import does not find the student");
    }
    if (format == "canvas" && book.total == 0) {
        limits.emplace_back("no student has an attempt, so the total of the lab is not known");
    }
    if (format == "moodle" && book.total > 100) {
        limits.push_back(fmt::format(
            "{} points: Moodle accepts a grade above 100 only with the setting \"unlimitedgrades\"",
            number(book.total)));
    }
    return limits;
}

} // namespace crocum
