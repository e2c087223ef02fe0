#include "lib/report/check_text.hpp"

#include "lib/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace crocum {

namespace {

std::string tag(const CheckResult& result, const Style& style) {
    switch (result.verdict) {
    case Verdict::passed:
        return style.green("[ PASS ]");
    case Verdict::failed:
        return result.share > 0 ? style.yellow("[ PART ]") : style.red("[ FAIL ]");
    case Verdict::skipped:
        return style.yellow("[ SKIP ]");
    case Verdict::ungraded:
        break;
    }
    return style.yellow("[  ??  ]");
}

/// The first line after the bullet, the others under it.
std::string bullet(const std::string& text, const std::string& suffix) {
    const auto parts = lines(text);
    std::string result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        result += (i == 0 ? "    - " : "      ") + parts[i] + (i == 0 ? suffix : "") + "\n";
    }
    return result;
}

} // namespace

std::string full_title(const Check& check) {
    return check.number.empty() ? check.title : check.number + " " + check.title;
}

std::string trace_line(const CheckResult& result, const Style& style) {
    const auto points = fmt::format(
        "{}/{}", result.verdict == Verdict::ungraded ? "?" : number(result.points()), number(result.check.points));
    return fmt::format(
        "{} {:>7}  {}  {}\n", tag(result, style), points, style.bold(result.check.machine), full_title(result.check));
}

std::string trace_output(const CheckResult& result) {
    std::string text;
    for (const auto& line : lines(result.output)) {
        text += "         | " + line + "\n";
    }
    return text;
}

std::string left_to_do(const std::vector<CheckResult>& results, const Style& style) {
    std::map<std::string, std::string> machines;
    std::size_t hidden = 0;
    for (const auto& result : results) {
        const bool done = result.verdict == Verdict::passed || result.verdict == Verdict::ungraded;
        // A check that the suite skips everywhere is not part of the work.
        if (done || (result.verdict == Verdict::skipped && result.check.points == 0)) {
            continue;
        }
        if (result.check.visibility != Visibility::visible) {
            ++hidden;
            continue;
        }
        const auto& message = result.student_message();
        const auto worth = style.dim(fmt::format(" ({})", plural_points(result.check.points - result.points())));
        machines[result.check.machine] += bullet(message.empty() ? full_title(result.check) : message, worth);
    }
    if (machines.empty() && hidden == 0) {
        return "";
    }
    std::string text = style.bold("Left to do") + "\n";
    for (const auto& [machine, bullets] : machines) {
        text += "  " + machine + "\n" + bullets;
    }
    if (hidden > 0) {
        text += fmt::format("  and {} that the student does not see\n", plural(hidden, "check"));
    }
    return text;
}

std::string not_measured(const std::vector<CheckResult>& results, const Style& style) {
    std::map<std::string, std::map<std::string, std::size_t>> machines;
    for (const auto& result : results) {
        if (result.verdict == Verdict::ungraded) {
            ++machines[result.check.machine][result.reason + ": " + sanitize_line(result.message)];
        }
    }
    if (machines.empty()) {
        return "";
    }
    std::string text = style.bold("Not measured") + "\n";
    for (const auto& [machine, reasons] : machines) {
        text += "  " + machine + "\n";
        for (const auto& [reason, count] : reasons) {
            text += bullet(reason, style.dim(" (" + plural(count, "check") + ")"));
        }
    }
    return text;
}

std::string score_line(const std::vector<CheckResult>& results, bool partial, const Style& style) {
    const auto sum = score(results);
    if (!sum.final()) {
        return fmt::format(
            "{} {} of {} measured so far; {} of {} ungraded\n",
            style.yellow("No final score:"),
            number(sum.reached),
            plural_points(sum.measured),
            sum.ungraded,
            plural(results.size(), "check"));
    }
    return fmt::format(
        "{} {} of {} ({:.0f} %)\n",
        style.bold(partial ? "Part of the checks, no final score:" : "Score:"),
        number(sum.reached),
        plural_points(sum.total),
        sum.percent());
}

std::string suites_line(const std::map<std::string, std::string>& digests, const Style& style) {
    std::vector<std::string> parts;
    for (const auto& [machine, digest] : digests) {
        parts.push_back(machine + " " + digest.substr(0, 12));
    }
    return style.dim(fmt::format("Measured with suite {}", join(parts, ", "))) + "\n";
}

} // namespace crocum
