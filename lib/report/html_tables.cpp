#include "lib/report/html_tables.hpp"

#include "lib/base/text.hpp"
#include "lib/report/markup.hpp"
#include "lib/report/score_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace crocum {

namespace {

struct CheckSummary {
    std::size_t place = 0;
    std::size_t passed = 0;
    std::size_t measured = 0;
    std::size_t ungraded = 0;
    std::string usual; ///< its most frequent message
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
            // A check that the suite skips everywhere is not part of the work.
            const bool nothing = result.verdict == Verdict::skipped && result.check.points == 0;
            all[place].measured += result.verdict == Verdict::ungraded || nothing ? 0 : 1;
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

/// A table that is wider than the screen gets a scroll bar of its own, also for the keyboard.
std::string wide(const std::string& label) {
    return fmt::format("<div class=wide role=region tabindex=0 aria-label=\"{}\">", label);
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

} // namespace

/// "2.1", or the position among the checks: its heading in the matrix.
std::string sign_of(const Gradebook& book, std::size_t place) {
    const auto& number = book.checks[place].number;
    return number.empty() ? fmt::format("#{}", place + 1) : markup(sanitize_line(number, 12));
}

std::string score_of(const GradebookRow& row) {
    return row.card ? markup(short_score(row.card->score)) : "no attempt";
}

std::string checks_table(const Gradebook& book) {
    auto all = summaries(book);
    std::stable_sort(
        all.begin(), all.end(), [](const CheckSummary& a, const CheckSummary& b) { return a.share() < b.share(); });
    std::string text = wide("Checks") +
                       "<table>\n<thead><tr><th scope=col>Check<th scope=col>Task<th scope=col class=n>Points"
                       "<th scope=col class=n>Passed<th scope=col class=n>Ungraded<th scope=col>Most frequent "
                       "message</tr></thead>\n<tbody>\n";
    for (const auto& one : all) {
        const auto& check = book.checks[one.place];
        text += fmt::format(
            "<tr><td>{}<td class=w>{} <span class=dim>{}{}</span><td class=n>{}<td class=n>{} of {}<td "
            "class=n>{}<td>{}</tr>\n",
            sign_of(book, one.place),
            markup(sanitize_line(check.title, 160)),
            markup(check.machine),
            check.visibility == Visibility::visible ? "" : std::string(", ") + to_string(check.visibility),
            number(check.points),
            one.passed,
            one.measured,
            one.ungraded == 0 ? "–" : std::to_string(one.ungraded),
            one.usually < 2 ? "" : markup(sanitize_line(one.usual, 160)) + fmt::format(" ({}×)", one.usually));
    }
    return text + "</tbody></table></div>\n";
}

std::string matrix(const Gradebook& book, const std::vector<std::string>& names) {
    auto text = wide("Checks by students") +
                "<table class=matrix>\n<thead><tr><th scope=col>Student<th scope=col class=n>Score";
    for (std::size_t place = 0; place < book.checks.size(); ++place) {
        text += fmt::format(
            "<th scope=col title=\"{}\">{}",
            markup(sanitize_line(book.checks[place].title, 100)),
            sign_of(book, place));
    }
    text += "</tr></thead>\n<tbody>\n";
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += fmt::format("<tr><th scope=row>{}<td class=n>{}", names[i], score_of(book.rows[i]));
        for (const auto* result : book.by_check(book.rows[i])) {
            text += cell_of(result);
        }
        text += "</tr>\n";
    }
    return text + "</tbody></table></div>\n";
}

} // namespace crocum
