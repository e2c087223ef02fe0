#include "cmd/regrade_view.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/lab/ids.hpp"
#include "lib/report/score_text.hpp"

#include <algorithm>

namespace crocum {

namespace {

Json side_of(const std::optional<CheckResult>& result) {
    if (!result) {
        return {};
    }
    return {
        {"verdict", to_string(result->verdict)},
        {"reason", result->reason},
        {"score", result->verdict == Verdict::ungraded ? Json() : Json(result->points())},
        {"max_score", result->check.points},
        {"title", result->check.title},
        {"number", result->check.number},
        {"visibility", to_string(result->check.visibility)},
        {"tags", result->check.tags}};
}

std::string points_of(const CheckResult& result) {
    return fmt::format(
        "{}/{}", result.verdict == Verdict::ungraded ? "?" : number(result.points()), number(result.check.points));
}

/// "~ r1/r1.py::test_route points 1/1 -> 4/4, title"
std::string change_text(const CheckChange& change, const std::string& name, const Style& style) {
    if (!change.before) {
        const bool open = change.after->verdict == Verdict::ungraded;
        return fmt::format(
            "{} {} {}{}",
            style.green("+"),
            name,
            points_of(*change.after),
            open ? ", not measured: run check again" : "");
    }
    if (!change.after) {
        return fmt::format("{} {} {}, not in the lab any more", style.red("-"), name, points_of(*change.before));
    }
    auto what = change.what;
    std::replace(what.begin(), what.end(), std::string("points"), [&] {
        return fmt::format("points {} -> {}", points_of(*change.before), points_of(*change.after));
    }());
    return fmt::format("{} {} {}", style.yellow("~"), name, join(what, ", "));
}

/// The number of a check, or the name of its function.
std::string short_name(const CheckChange& change) {
    const auto& check = (change.after ? change.after : change.before)->check;
    const auto id = shown_id(check.id);
    const auto name = id.find("::");
    return sanitize_line(
        !check.number.empty()       ? check.number
        : name == std::string::npos ? id
                                    : id.substr(name + 2),
        40);
}

bool changes_points(const CheckChange& change) {
    return !change.before || !change.after ||
           std::find(change.what.begin(), change.what.end(), "points") != change.what.end();
}

std::string due_text(const std::optional<Lateness>& lateness) {
    return !lateness ? "no deadline"
           : lateness->late()
               ? fmt::format(
                     "late by {}, -{} %", format_duration(Seconds(lateness->seconds())), number(lateness->penalty))
               : std::string("in time");
}

/// "1.2 1/1 -> 4/4, 2.1 new", for a table.
std::string reasons(const RegradeOutcome& outcome) {
    constexpr std::size_t most = 3;
    std::vector<std::string> found;
    if (outcome.before->measured.name != outcome.after->measured.name) {
        found.push_back("another attempt counts: " + outcome.after->measured.name);
    }
    const auto before = due_text(outcome.before->lateness_in_effect());
    const auto after = due_text(outcome.after->lateness_in_effect());
    if (before != after) {
        found.push_back(fmt::format("{} (was: {})", after, before));
    }
    std::size_t texts = 0;
    for (const auto& change : outcome.changed) {
        if (!changes_points(change)) {
            ++texts;
        } else if (!change.before) {
            found.push_back(short_name(change) + " is new");
        } else if (!change.after) {
            found.push_back(short_name(change) + " is gone");
        } else {
            found.push_back(
                fmt::format("{} {} -> {}", short_name(change), points_of(*change.before), points_of(*change.after)));
        }
    }
    if (found.size() > most) {
        const auto more = found.size() - most;
        found.resize(most);
        found.push_back(fmt::format("{} more", more));
    } else if (found.empty() && texts > 0) {
        found.push_back("titles and texts only");
    }
    return found.empty() ? "unchanged" : join(found, ", ");
}

std::vector<std::string> row_of(const RegradeOutcome& outcome) {
    std::vector<std::string> row{outcome.id.student, "-", "-", ""};
    if (!outcome.error.empty()) {
        row[3] = "failed: see below";
        return row;
    }
    if (!outcome.before) {
        row[3] = "no finished attempt";
        return row;
    }
    row[1] = short_score(outcome.before->score());
    if (!outcome.after) {
        row[3] = "there is no complete attempt to regrade";
        return row;
    }
    row[2] = short_score(outcome.after->score());
    row[3] = reasons(outcome);
    return row;
}

std::string details_of(const RegradeOutcome& outcome, const Style& style) {
    std::string text;
    for (const auto& change : outcome.changed) {
        text += fmt::format("  {}\n", change_text(change, sanitize_line(shown_id(change.id), 300), style));
    }
    if (!outcome.other_suites.empty() && !outcome.changed.empty()) {
        text += style.dim(fmt::format(
                    "  the verdicts come from the suites as they were run; changed since then: {}",
                    join(outcome.other_suites, ", "))) +
                "\n";
    }
    return text;
}

} // namespace

std::string regrade_table(const RegradePlan& plan, bool details, const Style& style) {
    const std::vector<Column> columns{{"STUDENT"}, {"BEFORE"}, {"AFTER"}, {"CHANGES", 0, Fit::wrap}};
    std::vector<TableRow> rows;
    for (const auto& outcome : plan.students) {
        rows.push_back(row_of(outcome));
    }
    if (!details) {
        return table(columns, rows, style.columns);
    }
    const auto aligned = table_lines(columns, rows, style.columns);
    std::string text = aligned[0];
    for (std::size_t i = 0; i < plan.students.size(); ++i) {
        text += aligned[i + 1] + details_of(plan.students[i], style);
    }
    return text;
}

Json to_json(const RegradeOutcome& outcome) {
    Json attempts = Json::array();
    for (const auto& attempt : outcome.attempts) {
        attempts.push_back(attempt.before.measured.name);
    }
    return {
        {"student", outcome.id.student},
        {"name", outcome.name},
        {"attempt", outcome.before ? Json(outcome.before->measured.name) : Json()},
        {"attempt_after", outcome.after ? Json(outcome.after->measured.name) : Json()},
        {"partial", outcome.before && outcome.before->measured.partial},
        {"before", outcome.before ? to_json(outcome.before->score()) : Json()},
        {"after", outcome.after ? to_json(outcome.after->score()) : Json()},
        {"changes",
         json_list(
             outcome.changed,
             [](const CheckChange& change) {
                 return Json{
                     {"id", change.id},
                     {"what", change.what},
                     {"before", side_of(change.before)},
                     {"after", side_of(change.after)}};
             })},
        {"other_suites", outcome.other_suites},
        {"attempts", attempts},
        {"written", outcome.written},
        {"error", outcome.error}};
}

} // namespace crocum
