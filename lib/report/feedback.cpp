#include "lib/report/feedback.hpp"

#include "lib/base/text.hpp"
#include "lib/report/markup.hpp"

#include <fmt/format.h>

#include <vector>

namespace crocum {

namespace {

constexpr std::size_t longest_message = 300;
constexpr std::size_t longest_feedback = 10'000;

/// A check that the suite skips everywhere is not part of the work.
bool is_left_to_do(const CheckResult& result) {
    const bool failed = result.verdict == Verdict::failed || result.verdict == Verdict::skipped;
    return failed && result.check.points > 0 && result.share < 1 && result.check.visibility == Visibility::visible;
}

std::string line_of(const CheckResult& result) {
    const auto& check = result.check;
    const auto& message = result.student_message();
    return fmt::format(
        "{}{}: {} ({})",
        check.number.empty() ? "" : check.number + " ",
        check.machine,
        sanitize_line(message.empty() ? check.title : message, longest_message),
        plural_points(check.points - result.points()));
}

/// Checks that the student does not see can have failed.
std::string nothing_left(const GradebookRow& row) {
    const auto& score = row.card->score;
    return score.awarded() < score.sum.total ? "Nothing is left to do in the checks that you can see."
                                             : "Nothing is left to do.";
}

} // namespace

std::string score_remark(const GradebookRow& row) {
    if (!row.graded()) {
        return row.card ? "This could not be graded, which is not a zero." : "There is no attempt yet.";
    }
    const auto& score = row.card->score;
    return score.decided  ? "Decided by your teacher."
           : score.late() ? fmt::format("Late: {} points less {} %", number(score.reached()), number(score.penalty()))
                          : "";
}

std::string html_feedback(const GradebookRow& row) {
    std::vector<std::string> parts;
    if (const auto remark = score_remark(row); !remark.empty()) {
        parts.push_back(markup(remark));
    }
    std::size_t size = 0;
    std::size_t more = 0;
    for (const auto& result : row.results) {
        if (!row.graded() || !is_left_to_do(result)) {
            continue;
        }
        auto line = markup(line_of(result));
        if (size + line.size() > longest_feedback) {
            ++more;
            continue;
        }
        size += line.size();
        parts.push_back(std::move(line));
    }
    if (more > 0) {
        parts.push_back("and " + plural(more, "further check"));
    }
    return parts.empty() ? nothing_left(row) : join(parts, "<br>");
}

} // namespace crocum
