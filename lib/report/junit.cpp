#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/report/formats.hpp"
#include "lib/report/markup.hpp"

#include <fmt/format.h>

namespace crocum {

namespace {

/// A line break in an attribute, which a parser would otherwise read as a blank.
std::string attribute(const std::string& text) {
    std::string value;
    for (const char c : markup(text)) {
        value += c == '\n' ? "&#10;" : std::string(1, c);
    }
    return value;
}

/// With its line breaks.
std::string message_of(const CheckResult& result) {
    std::vector<std::string> parts;
    for (const auto& line : lines(sanitize(result.message))) {
        parts.push_back(sanitize_line(line));
        if (parts.size() == 20) {
            break;
        }
    }
    return join(parts, "\n");
}

/// GitLab shows the class name as the suite, drops duplicate names, and shows the text of an element, not its message.
std::string case_of(const Gradebook& book, const GradebookRow& row, const CheckResult& result) {
    auto text = fmt::format(
        "    <testcase classname=\"{}.{}\" name=\"{}\" time=\"{:.3f}\"",
        markup(book.lab),
        markup(row.student.id),
        markup(shown_id(result.check.id)),
        result.seconds);
    const auto within = [&](const char* element) {
        return fmt::format(
            ">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n",
            element,
            markup(result.reason.empty() ? to_string(result.verdict) : result.reason),
            attribute(message_of(result)),
            markup(message_of(result)));
    };
    switch (result.verdict) {
    case Verdict::failed:
        return text + within("failure");
    case Verdict::skipped:
        return text + within("skipped");
    case Verdict::ungraded:
        return text + within("error");
    default:
        return text + "/>\n";
    }
}

std::string property(const char* name, const std::string& value) {
    return fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", name, markup(value));
}

std::string suite_of(const Gradebook& book, const GradebookRow& row) {
    std::map<Verdict, std::size_t> counts;
    std::string cases;
    double seconds = 0;
    for (const auto& result : row.results) {
        cases += case_of(book, row, result);
        ++counts[result.verdict];
        seconds += result.seconds;
    }
    if (row.results.empty()) {
        CheckResult nothing;
        nothing.check.id = book.lab;
        nothing.reason = row.state();
        nothing.message = row.problem();
        cases = case_of(book, row, nothing);
        ++counts[Verdict::ungraded];
    }
    std::size_t tests = 0;
    for (const auto& [verdict, count] : counts) {
        tests += count;
    }
    auto text = fmt::format(
        "  <testsuite name=\"{}.{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\"{}>\n",
        markup(book.lab),
        markup(row.student.id),
        tests,
        counts[Verdict::failed],
        counts[Verdict::ungraded],
        counts[Verdict::skipped],
        seconds,
        row.card ? " timestamp=\"" + markup(row.card->started) + "\"" : "");
    text += "    <properties>\n" + property("student", row.student.external) + property("state", row.state());
    if (row.graded()) {
        text += property("score", number(row.card->score.awarded()));
    }
    text += property("max_score", number(row.card ? row.card->score.sum.total : book.total));
    text += property("problems", row.problem()) + "    </properties>\n";
    return text + cases + "  </testsuite>\n";
}

} // namespace

std::string to_junit(const Gradebook& book) {
    auto text = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\">\n", markup(book.lab));
    for (const auto& row : book.rows) {
        text += suite_of(book, row);
    }
    return text + "</testsuites>\n";
}

} // namespace crocum
