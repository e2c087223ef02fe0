#include "lib/report/format_limits.hpp"

#include "lib/base/text.hpp"
#include "lib/report/canvas_title.hpp"
#include "lib/report/csv_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crocum {

namespace {

constexpr std::array canvas_words{"Score", "Grade", "Points"};

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

bool has_formula_id(const GradebookRow& row) {
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

/// Moodle cuts or refuses a score above the maximum of its grade item, and reports success.
std::string grade_item_limit(const Gradebook& book, const std::string& item) {
    return fmt::format(
        "Moodle: {} needs the maximum grade {}; with a lower one, scores are cut or refused", item, number(book.total));
}

void tell_moodle(std::vector<std::string>& limits, const Gradebook& book) {
    limits.emplace_back(
        "Moodle: choose \"Map from\" and \"Map to\" both as email address or both as ID number; \"User ID\" is an "
        "internal number, which can be that of another student");
    tell(
        limits,
        book,
        [](const GradebookRow& row) { return !row.student.left && row.student.email.empty(); },
        "without an e-mail address: map by the ID number, because a row without an address ends the import");
    if (book.total > 0 && book.total != 100) {
        limits.push_back(
            grade_item_limit(book, fmt::format("the grade item for \"{}\"", sanitize_line(book.title, 60))) +
            fmt::format(
                "; for a \"New item\", which has the maximum 100, choose \"{} (%)\"", sanitize_line(book.title, 60)));
    }
    constexpr std::size_t longest_name = 255;
    if (sanitize_line(book.title + " (%)", longest_name) != sanitize_line(book.title + " (%)", 2 * longest_name)) {
        limits.push_back(fmt::format(
            "the title is too long for a new grade item of Moodle, whose name has at most {} characters: give --title",
            longest_name));
    }
}

void tell_high_scores(std::vector<std::string>& limits, const Gradebook& book) {
    if (book.total > 100) {
        limits.push_back(fmt::format(
            "{} points: before version 4.5, Moodle needs the settings \"unlimitedgrades\" and \"gradepointmax\" for "
            "grades above 100; later versions need only a grade item with this maximum",
            number(book.total)));
    }
}

/// Whether Canvas drops a column of this name, as it does with those that it computes itself.
bool is_canvas_own(const std::string& title) {
    return std::any_of(canvas_words.begin(), canvas_words.end(), [&](const char* word) {
        return title.rfind(std::string("Final ") + word, 0) == 0 || title.rfind(std::string("Current ") + word, 0) == 0;
    });
}

void tell_canvas(std::vector<std::string>& limits, const Gradebook& book, const std::string& assignment) {
    if (book.total == 0) {
        limits.emplace_back("no student has an attempt, so the total of the lab is not known");
    }
    if (const auto id = canvas_number(book.title); !id.empty() && assignment.empty()) {
        limits.push_back(fmt::format(
            "Canvas takes ({0}) at the end of the title for the number of an assignment; give another --title if it is "
            "not, and --grade-item {0} if it is",
            id));
    }
    if (is_canvas_own(book.title)) {
        limits.emplace_back(
            "Canvas ignores columns that begin like its own (Final Score, Current Grade, ...): give another --title");
    }
}

bool is_for_import(const std::string& format) {
    return format == "moodle" || format == "canvas" || format == "nbgrader";
}

} // namespace

std::vector<std::string> format_limits(const Gradebook& book, const std::string& format, const FormatOptions& options) {
    std::vector<std::string> limits;
    const bool for_moodle = format == "moodle" || format == "moodle-xml";
    if (format == "gradescope") {
        tell_scores(limits, book, "a failed autograder");
    }
    if (format == "moodle" || format == "canvas") {
        tell_scores(limits, book, "an empty cell, which removes an earlier grade,");
    }
    if (format == "moodle-xml") {
        tell_scores(limits, book, options.clear_ungraded ? "\"-\", which removes an earlier grade," : "left out");
        if (std::none_of(book.rows.begin(), book.rows.end(), [&](const GradebookRow& row) {
                return !row.student.left && (row.graded() || options.clear_ungraded);
            })) {
            limits.emplace_back("no student is in this file, and Moodle refuses it");
        }
        if (book.total > 0) {
            limits.push_back(grade_item_limit(book, "the grade item " + options.grade_item));
        }
    }
    if (for_moodle || format == "canvas") {
        tell(limits, book, has_left, "who left the class: omitted");
    }
    if (is_for_import(format) && options.csv.excel) {
        limits.emplace_back(
            "this file is for Excel, where ids are formulas with a text: import the file without --excel");
    } else if (is_for_import(format)) {
        tell(
            limits,
            book,
            has_formula_id,
            "with an id or an address that a spreadsheet would take for a formula: import the file as it is, and open "
            "it in a spreadsheet only with --excel");
    }
    if (format == "canvas") {
        tell_canvas(limits, book, options.grade_item);
    }
    if (format == "moodle") {
        tell_moodle(limits, book);
    }
    if (for_moodle) {
        tell_high_scores(limits, book);
    }
    return limits;
}

} // namespace crocum
