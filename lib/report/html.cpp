#include "lib/base/text.hpp"
#include "lib/report/formats.hpp"
#include "lib/report/html_style.hpp"
#include "lib/report/markup.hpp"
#include "lib/report/standing.hpp"

#include <algorithm>
#include <array>

namespace crocum {

namespace {

/// A page that a mail can carry and a browser scrolls: above this, messages stand with their checks only.
constexpr std::size_t largest_page = 2'600'000;
constexpr double low_percent = 50;

std::string name_of(const GradebookRow& row) {
    return markup(sanitize_line(row.student.name.empty() ? row.student.external : row.student.name, 80));
}

/// "2.1", or its place among the checks: what stands for it in the matrix.
std::string sign_of(const Gradebook& book, std::size_t place) {
    const auto& number = book.checks[place].number;
    return number.empty() ? fmt::format("#{}", place + 1) : markup(sanitize_line(number, 12));
}

/// "2026-11-26 00:45 UTC"
std::string minute_of(const std::string& iso) {
    return markup(iso.substr(0, 10) + " " + iso.substr(11, 5) + " UTC");
}

std::string score_of(const GradebookRow& row) {
    return row.card ? markup(short_score(row.card->score)) : "no attempt";
}

std::vector<double> percents(const Gradebook& book) {
    std::vector<double> values;
    for (const auto& row : book.rows) {
        if (row.graded()) {
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
    std::size_t ungraded = 0;
    std::size_t none = 0;
    std::size_t late = 0;
    for (const auto& row : book.rows) {
        ungraded += row.card && !row.graded() ? 1 : 0;
        none += row.card ? 0 : 1;
        late += row.card && row.card->score.late() ? 1 : 0;
    }
    std::string text = "<ul class=facts>\n" + fact(std::to_string(book.rows.size()), "students") +
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
    return text + fact(number(book.total), "points to reach") + "</ul>\n";
}

/// How many students, by tenths of what could be reached.
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

std::string needs_help(const Gradebook& book) {
    std::string open;
    std::string low;
    for (const auto& row : book.rows) {
        if (!row.graded()) {
            open += fmt::format("<li>{}: {}</li>\n", name_of(row), markup(row.problem()));
        } else if (row.card->score.percent() < low_percent) {
            low += fmt::format("<li>{}: {} ({:.0f} %)</li>\n", name_of(row), score_of(row), row.card->score.percent());
        }
    }
    std::string text;
    if (!open.empty()) {
        text += "<p class=dim>Not measured, so there is no score:</p>\n<ul class=who>\n" + open + "</ul>\n";
    }
    if (!low.empty()) {
        text += fmt::format("<p class=dim>Under {} %:</p>\n<ul class=who>\n{}</ul>\n", number(low_percent), low);
    }
    return text.empty() ? fmt::format("<p>Nobody: all have a score, and {} % or more.</p>\n", number(low_percent))
                        : text;
}

struct CheckSummary {
    std::size_t place = 0;
    std::size_t passed = 0;
    std::size_t measured = 0;
    std::size_t ungraded = 0;
    std::string usual; ///< what it said most often
    std::size_t usually = 0;

    [[nodiscard]] double share() const {
        return measured == 0 ? 1 : static_cast<double>(passed) / static_cast<double>(measured);
    }
};

std::vector<CheckSummary> summaries(const Gradebook& book) {
    std::vector<CheckSummary> all(book.checks.size());
    std::vector<std::map<std::string_view, std::size_t>> said(all.size());
    for (const auto& row : book.rows) {
        const auto results = book.by_check(row);
        for (std::size_t place = 0; place < all.size(); ++place) {
            if (results[place] == nullptr) {
                continue;
            }
            const auto& result = *results[place];
            all[place].ungraded += result.verdict == Verdict::ungraded ? 1 : 0;
            all[place].measured += result.verdict == Verdict::ungraded ? 0 : 1;
            all[place].passed += result.verdict == Verdict::passed ? 1 : 0;
            if (result.verdict == Verdict::failed) {
                ++said[place][result.message];
            }
        }
    }
    for (std::size_t place = 0; place < all.size(); ++place) {
        all[place].place = place;
        for (const auto& [message, times] : said[place]) {
            if (times > all[place].usually) {
                all[place].usually = times;
                all[place].usual = message;
            }
        }
    }
    return all;
}

std::string checks_table(const Gradebook& book, std::vector<CheckSummary> all) {
    std::stable_sort(
        all.begin(), all.end(), [](const CheckSummary& a, const CheckSummary& b) { return a.share() < b.share(); });
    std::string text =
        "<div class=wide><table>\n<thead><tr><th>Check<th>What it asks for<th class=n>Points<th class=n>Passed"
        "<th class=n>Ungraded<th>Said most often</tr></thead>\n<tbody>\n";
    for (const auto& one : all) {
        const auto& check = book.checks[one.place];
        text += fmt::format(
            "<tr><td>{}<td class=w>{} <span class=dim>{}</span><td class=n>{}<td class=n>{} of {}<td "
            "class=n>{}<td>{}</tr>\n",
            sign_of(book, one.place),
            markup(sanitize_line(check.title, 160)),
            markup(check.machine),
            number(check.points),
            one.passed,
            one.measured,
            one.ungraded == 0 ? "–" : std::to_string(one.ungraded),
            one.usually < 2 ? "" : markup(sanitize_line(one.usual, 160)) + fmt::format(" ({}×)", one.usually));
    }
    return text + "</tbody></table></div>\n";
}

const char* cell_of(const CheckResult* result) {
    if (result == nullptr) {
        return "<td>";
    }
    switch (result->verdict) {
    case Verdict::passed:
        return "<td class=p>✓";
    case Verdict::failed:
        return result->share > 0 ? "<td class=h>½" : "<td class=f>✗";
    case Verdict::skipped:
        return "<td class=s>–";
    default:
        return "<td class=u>?";
    }
}

std::string matrix(const Gradebook& book) {
    std::string text = "<div class=wide><table class=matrix>\n<thead><tr><th>Student<th class=n>Score";
    for (std::size_t place = 0; place < book.checks.size(); ++place) {
        text += fmt::format(
            "<th title=\"{}\">{}", markup(sanitize_line(book.checks[place].title, 100)), sign_of(book, place));
    }
    text += "</tr></thead>\n<tbody>\n";
    for (const auto& row : book.rows) {
        text += fmt::format("<tr><th>{}<td class=n>{}", name_of(row), score_of(row));
        for (const auto* result : book.by_check(row)) {
            text += cell_of(result);
        }
        text += "</tr>\n";
    }
    return text + "</tbody></table></div>\n";
}

std::string details_of(const Gradebook& book, const GradebookRow& row, bool brief) {
    std::string text =
        fmt::format("<details><summary><b>{}</b><span>{}</span></summary>\n<ul>\n", name_of(row), score_of(row));
    for (const auto& problem : row.problems) {
        text += "<li>" + markup(problem) + "\n";
    }
    if (row.card && row.card->score.late()) {
        const auto& score = row.card->score;
        text += fmt::format(
            "<li>late by {}: {} less {} %\n",
            humane(Seconds(score.lateness->seconds())),
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

std::string overview_of(const Gradebook& book) {
    const auto title = markup(book.title);
    std::string text = fmt::format(
        "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
        "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n<title>{} – "
        "{}</title>\n<style>{}</style>\n"
        "</head>\n<body>\n<h1>{}</h1>\n<p class=dim>{}{} attempt, {}</p>\n",
        title,
        markup(book.class_name),
        html_style,
        title,
        book.class_name.empty() ? "" : "Class " + markup(book.class_name) + ", ",
        to_string(book.policy),
        minute_of(book.made));
    text += facts(book);
    text += "<div class=two>\n<section><h2>Scores</h2>\n" + distribution(book) + "</section>\n";
    text += "<section><h2>Who needs help</h2>\n" + needs_help(book) + "</section>\n</div>\n";
    if (!book.checks.empty()) {
        text += "<h2>Checks, the hardest first</h2>\n" + checks_table(book, summaries(book));
        text += "<h2>Checks × students</h2>\n<p class=key><span class=p>✓ passed</span><span class=h>½ in part</span>"
                "<span class=f>✗ failed</span><span class=s>– skipped</span><span class=u>? not measured</span></p>\n";
        text += matrix(book);
    }
    return text + "<h2>Everybody</h2>\n";
}

std::string details(const Gradebook& book, bool brief) {
    std::string text;
    for (const auto& row : book.rows) {
        text += details_of(book, row, brief);
    }
    return text;
}

} // namespace

std::string to_html(const Gradebook& book) {
    const auto overview = overview_of(book);
    auto everybody = details(book, false);
    if (overview.size() + everybody.size() > largest_page) {
        everybody = details(book, true);
    }
    return overview + everybody + "</body>\n</html>\n";
}

} // namespace crocum
