#include "lib/base/local_time.hpp"
#include "lib/base/text.hpp"
#include "lib/report/formats.hpp"
#include "lib/report/html_style.hpp"
#include "lib/report/html_tables.hpp"
#include "lib/report/markup.hpp"
#include "lib/report/score_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace crocum {

namespace {

/// Limit for a page that fits into a mail and that a browser scrolls smoothly: above it, messages are shown with their
/// checks only.
constexpr std::size_t largest_page = 2'600'000;
constexpr double low_percent = 50;

/// The names of the students, in the order of the rows; students with the same name get their ids.
std::vector<std::string> names_of(const Gradebook& book) {
    std::map<std::string_view, std::size_t> bearers;
    for (const auto& row : book.rows) {
        ++bearers[row.student.name];
    }
    std::vector<std::string> names;
    for (const auto& row : book.rows) {
        const auto id = sanitize_line(row.student.external, 60);
        const auto name = sanitize_line(row.student.name, 80);
        const bool alone = bearers[row.student.name] == 1;
        names.push_back(markup(name.empty() ? id : alone ? name : fmt::format("{} ({})", name, id)));
    }
    return names;
}

std::string time_of(const std::string& iso) {
    return markup(local_time(iso));
}

/// The due date of a student, where it is not that of the class: an extension, or the deadline of a run.
std::string own_due(const Gradebook& book, const GradebookRow& row) {
    const auto* lateness = row.card && row.card->score.lateness ? &*row.card->score.lateness : nullptr;
    const auto due = lateness == nullptr ? row.due : RowDue{lateness->deadline, lateness->source};
    if (due.at.empty() || due.at == book.due) {
        return "";
    }
    return fmt::format(
        "<li>due {} ({})\n",
        time_of(due.at),
        due.source.empty() ? "the deadline of the run" : markup(sanitize_line(due.source, 100)));
}

std::vector<double> percents(const Gradebook& book) {
    std::vector<double> values;
    for (const auto& row : book.rows) {
        if (row.graded() && !row.student.left) {
            values.push_back(row.card->score.percent());
        }
    }
    std::sort(values.begin(), values.end());
    return values;
}

std::string fact(const std::string& value, const std::string& what) {
    return fmt::format("<li><b>{}</b><span>{}</span></li>\n", value, what);
}

std::string facts(const Gradebook& book) {
    const auto values = percents(book);
    std::size_t students = 0;
    std::size_t ungraded = 0;
    std::size_t none = 0;
    std::size_t late = 0;
    for (const auto& row : book.rows) {
        if (row.student.left) {
            continue; // Students who left have a row, but are not counted.
        }
        ++students;
        ungraded += row.card && !row.graded() ? 1 : 0;
        none += row.card ? 0 : 1;
        late += row.card && row.card->score.late() ? 1 : 0;
    }
    std::string text = "<ul class=facts>\n" + fact(std::to_string(students), students == 1 ? "student" : "students") +
                       fact(std::to_string(values.size()), "graded") + fact(std::to_string(ungraded), "ungraded") +
                       fact(std::to_string(none), "no attempt") + fact(std::to_string(late), "late");
    if (!values.empty()) {
        double sum = 0;
        for (const double value : values) {
            sum += value;
        }
        const auto half = values.size() / 2;
        const double median = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
        text += fact(fmt::format("{:.0f} %", sum / static_cast<double>(values.size())), "mean") +
                fact(fmt::format("{:.0f} %", median), "median");
    }
    return text + fact(book.total > 0 ? number(book.total) : "–", "points to reach") + "</ul>\n";
}

/// The number of students by tenths of the total.
std::string distribution(const Gradebook& book) {
    std::array<std::size_t, 10> tenths{};
    for (const double percent : percents(book)) {
        ++tenths[static_cast<std::size_t>(std::clamp(percent / 10, 0.0, 9.0))];
    }
    const auto most = std::max<std::size_t>(1, *std::max_element(tenths.begin(), tenths.end()));
    std::string text = "<ul class=bars>\n";
    for (std::size_t i = tenths.size(); i-- > 0;) {
        text += fmt::format(
            "<li><span>{}–{} %</span><i{} style=\"width:{:.1f}%\"></i><span>{}</span></li>\n",
            i * 10,
            i == 9 ? 100 : i * 10 + 9,
            tenths[i] == 0 ? " class=none" : "",
            100.0 * static_cast<double>(tenths[i]) / static_cast<double>(most),
            tenths[i]);
    }
    return text + "</ul>\n";
}

std::string needs_help(const Gradebook& book, const std::vector<std::string>& names) {
    std::string open;
    std::string low;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto& row = book.rows[i];
        if (!row.graded()) {
            open += fmt::format("<li>{}: {}</li>\n", names[i], markup(row.problem()));
        } else if (row.card->score.percent() < low_percent) {
            low += fmt::format("<li>{}: {} ({:.0f} %)</li>\n", names[i], score_of(row), row.card->score.percent());
        }
    }
    std::string text;
    if (!open.empty()) {
        text += "<p class=dim>Without a score:</p>\n<ul class=who>\n" + open + "</ul>\n";
    }
    if (!low.empty()) {
        text += fmt::format("<p class=dim>Under {} %:</p>\n<ul class=who>\n{}</ul>\n", number(low_percent), low);
    }
    return text.empty() ? fmt::format("<p>No student: all have a score of {} % or more.</p>\n", number(low_percent))
                        : text;
}

std::string details_of(const Gradebook& book, const GradebookRow& row, const std::string& name, bool brief) {
    std::string text = fmt::format("<details><summary><b>{}</b><span>{}</span></summary>\n<ul>\n", name, score_of(row));
    for (const auto& problem : row.problems) {
        text += "<li>" + markup(problem) + "\n";
    }
    text += own_due(book, row);
    if (row.card && row.card->score.late()) {
        const auto& score = row.card->score;
        text += fmt::format(
            "<li>late by {}: {} less {} %\n",
            format_duration(Seconds(score.lateness->seconds())),
            plural_points(score.reached()),
            number(score.penalty()));
    }
    const auto results = book.by_check(row);
    for (std::size_t place = 0; place < results.size(); ++place) {
        if (results[place] == nullptr || results[place]->verdict == Verdict::passed) {
            continue;
        }
        const auto& result = *results[place];
        text += fmt::format("<li>{} ", sign_of(book, place));
        text += result.verdict == Verdict::ungraded ? "? " + markup(result.reason)
                : brief
                    ? std::string("✗")
                    : markup(sanitize_line(result.message.empty() ? book.checks[place].title : result.message, 200));
        text += "\n";
    }
    if (row.card) {
        text += fmt::format("<li class=dim>attempt {}\n", markup(row.card->name));
    }
    return text + "</ul></details>\n";
}

std::string overview_of(const Gradebook& book, const std::vector<std::string>& names) {
    const auto title = markup(book.title);
    const auto class_name = markup(book.class_name);
    std::string text = fmt::format(
        "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
        "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>{}{}</title>\n<style>{}</style>\n"
        "</head>\n<body>\n<main>\n<h1>{}</h1>\n<p class=dim>{}{} attempt of each student counts; {}as of {}</p>\n",
        title,
        class_name.empty() ? "" : " – " + class_name,
        html_style,
        title,
        class_name.empty() ? "" : "Class " + class_name + "; the ",
        to_string(book.policy),
        book.due.empty() ? "" : fmt::format("due {}; ", time_of(book.due)),
        time_of(book.made));
    text += facts(book);
    text += "<div class=two>\n<section><h2>Scores</h2>\n" + distribution(book) + "</section>\n";
    text += "<section><h2>Students who need help</h2>\n" + needs_help(book, names) + "</section>\n</div>\n";
    if (!book.checks.empty()) {
        text += "<h2>Checks, the hardest first</h2>\n" + checks_table(book);
        text += "<h2>Checks × students</h2>\n<p class=key><span class=p>✓ passed</span><span class=h>½ in part</span>"
                "<span class=f>✗ failed</span><span class=s>– skipped</span><span class=u>? not measured</span>";
        text += std::any_of(
                    book.rows.begin(),
                    book.rows.end(),
                    [](const GradebookRow& row) { return row.card && row.card->score.decided; })
                    ? "<span>* decided by a teacher</span></p>\n"
                    : "</p>\n";
        text += matrix(book, names);
    }
    return text + "<h2>All students</h2>\n";
}

std::string details(const Gradebook& book, const std::vector<std::string>& names, bool brief) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += details_of(book, book.rows[i], names[i], brief);
    }
    return text;
}

} // namespace

std::string to_html(const Gradebook& book) {
    const auto names = names_of(book);
    const auto overview = overview_of(book, names);
    auto everybody = details(book, names, false);
    if (overview.size() + everybody.size() > largest_page) {
        everybody = details(book, names, true);
    }
    return overview + everybody + "</main>\n</body>\n</html>\n";
}

} // namespace crocum
