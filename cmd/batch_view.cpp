#include "cmd/batch_view.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/report/score_text.hpp"

#include <algorithm>

namespace crocum {

namespace {

constexpr std::size_t widest_name = 24;
/// Seconds. Students that took less time had nothing to do, and are left out of the estimate of the remaining time.
constexpr double moment = 0.1;
/// A mail's subject: RFC 5322 wants lines of at most 78 characters.
constexpr std::size_t summary_width = 78;

Clock::duration as_duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

/// "bob, eve, +3": as many names as fit.
std::string names_within(const std::vector<std::string>& names, std::size_t room) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto more = names.size() - i - 1;
        const auto longer = text + (i == 0 ? "" : ", ") + names[i];
        if (longer.size() + (more == 0 ? 0 : fmt::format(", +{}", more).size()) > room) {
            return text.empty() ? "" : text + fmt::format(", +{}", names.size() - i);
        }
        text = longer;
    }
    return text;
}

/// "2 graded, 1 ungraded", the students whose row failed, and those whose score is lower than before.
struct Counts {
    std::vector<std::string> parts;
    std::vector<std::string> failed;
    std::vector<std::string> lowered;
};

Counts count(const std::vector<BatchRow>& rows) {
    Counts counts;
    std::vector<std::pair<std::string, std::size_t>> outcomes;
    for (const bool good : {true, false}) {
        for (const auto& row : rows) {
            if ((row.exit == Exit::done) != good) {
                continue;
            }
            const auto found = std::find_if(
                outcomes.begin(), outcomes.end(), [&](const auto& one) { return one.first == row.outcome_text(); });
            found == outcomes.end() ? outcomes.emplace_back(row.outcome_text(), 1).second : ++found->second;
            if (!good) {
                counts.failed.push_back(row.target.student);
            }
        }
    }
    for (const auto& [outcome, number] : outcomes) {
        counts.parts.push_back(fmt::format("{} {}", number, outcome));
    }
    for (const auto& row : rows) {
        if (row.lowered_from) {
            counts.lowered.push_back(row.target.student);
        }
    }
    return counts;
}

/// The text with as many of the names in parentheses as fit, in a line that has `used` other bytes already.
std::string with_names(const std::string& text, const std::vector<std::string>& names, std::size_t used) {
    constexpr std::size_t parentheses = 3;
    used += text.size() + parentheses;
    const auto shown = names_within(names, used < summary_width ? summary_width - used : 0);
    return shown.empty() ? text : fmt::format("{} ({})", text, shown);
}

/// The failures, each with the students that have it, in the order of the rows; without those of the students `shown`.
std::vector<std::pair<std::string, std::vector<std::string>>> failures(
    const std::vector<BatchRow>& rows, const std::set<std::string>& shown) {
    std::vector<std::pair<std::string, std::vector<std::string>>> found;
    for (const auto& row : rows) {
        if (row.exit == Exit::done || shown.count(row.target.student) != 0) {
            continue;
        }
        const auto failure = row.outcome_text() + (row.detail.empty() ? "" : ": " + row.detail) +
                             (row.hint.empty() ? "" : "\n    " + row.hint);
        const auto same =
            std::find_if(found.begin(), found.end(), [&](const auto& one) { return one.first == failure; });
        same == found.end() ? found.push_back({failure, {row.target.student}})
                            : same->second.push_back(row.target.student);
    }
    return found;
}

} // namespace

std::string result_of(const BatchRow& row) {
    if (!row.score) {
        return row.outcome_text();
    }
    auto score = short_score(*row.score);
    switch (row.outcome) {
    case Outcome::graded:
    case Outcome::already_graded:
    case Outcome::partial:
    case Outcome::ungraded:
        return score; // The score says it.
    default:
        return row.outcome_text() + ", " + score;
    }
}

std::string summary_line(const std::string& what, const std::vector<BatchRow>& rows, Clock::duration took) {
    const auto counts = count(rows);
    const auto end = ", " + format_duration(took);
    const auto numbers = fmt::format("{}: {}", what, join(counts.parts, ", "));
    // The names of those that failed come first; the others get the room that is left.
    auto lower = counts.lowered.empty() ? "" : fmt::format(", {} lower than before", counts.lowered.size());
    auto begin = with_names(numbers, counts.failed, lower.size() + end.size());
    if (!counts.lowered.empty() && !counts.failed.empty() && begin == numbers) {
        lower = fmt::format(", {} lower", counts.lowered.size());
        begin = with_names(numbers, counts.failed, lower.size() + end.size());
    }
    return begin + with_names(lower, counts.lowered, begin.size() + end.size()) + end;
}

void BatchView::begin(const std::vector<Target>& targets) {
    targets_ = targets.size();
    for (const auto& target : targets) {
        width_ = std::max(width_, target.student.size());
        name_width_ = std::max(name_width_, std::min(widest_name, display_width(target.name)));
    }
}

std::string BatchView::total() const {
    auto text = fmt::format("{} of {} done", done_, targets_);
    if (failed_ > 0) {
        text += fmt::format(", {} failed", failed_);
    }
    text += ", " + format_duration(as_duration(since_.seconds()));
    if (worked_ > 0 && done_ < targets_) {
        const auto rest = since_.seconds() / static_cast<double>(worked_) * static_cast<double>(targets_ - done_);
        text += fmt::format(", about {} left", format_duration(as_duration(rest)));
    }
    return text;
}

void BatchView::show(const Event& event) {
    if (const auto* batch = std::get_if<BatchEvent>(&event.data)) {
        return begin(batch->targets);
    }
    if (event.student.empty()) {
        return Progress::show(event);
    }
    std::visit([&](const auto& data) { show_for(event.student, data); }, event.data);
}

void BatchView::show_for(const std::string& student, const StepEvent& step) {
    show_work(student, step.text);
}

void BatchView::show_for(const std::string& student, const DetailEvent& detail) {
    if (output().verbose()) {
        for (const auto& line : lines(detail.text)) {
            output().message(fmt::format("  | {}: {}\n", student, line));
        }
    }
}

void BatchView::show_for(const std::string& student, const NoteEvent& note) {
    output().message(fmt::format("{} {}: {}\n", output().err_style().yellow("note:"), student, note.text));
}

void BatchView::show_for(const std::string& student, const MachineEvent& machine) {
    show_work(student, machine.machine + " " + state_text(machine));
}

void BatchView::show_for(const std::string& student, const SuiteEvent& suite) {
    auto& count = counts_[student];
    count.checks += suite.checks;
    show_work(student, count.text());
}

void BatchView::show_for(const std::string& student, const WaitEvent& wait) {
    show_work(student, counts_[student].text() + ", " + wait_text(wait));
}

void BatchView::show_for(const std::string& student, const CheckEvent& /*check*/) {
    auto& count = counts_[student];
    ++count.finished;
    show_work(student, count.text());
}

void BatchView::show_for(const std::string& /*student*/, const BatchEvent& /*batch*/) {
    // Is about no single student.
}

void BatchView::show_for(const std::string& student, const TurnEvent& /*turn*/) {
    counts_.erase(student);
    show_work(student, "starting");
}

void BatchView::show_for(const std::string& student, const RowEvent& end) {
    output().live().drop(student);
    if (end.is_final) {
        show_row(end.row);
    } else {
        show_for(student, NoteEvent{end.row.detail + "; will be retried after all other students"});
    }
    tick();
}

void BatchView::show_work(const std::string& student, const std::string& what) {
    output().live().set(student, sanitize_line(what, 80));
    tick();
}

void BatchView::show_row(const BatchRow& row) {
    ++done_;
    worked_ += row.seconds >= moment ? 1 : 0;
    failed_ += row.exit == Exit::done ? 0 : 1;
    const auto& style = output().out_style();
    const auto result = pad(result_of(row), layout_.result_width);
    auto line = style.bold(pad(row.target.student, width_)) + "  ";
    if (name_width_ > 0) {
        line += pad(clip(sanitize_line(row.target.name), name_width_), name_width_) + "  ";
    }
    line += row.exit == Exit::done ? style.green(result) : style.yellow(result);
    auto end = fmt::format(" {:>7.1f} s", row.seconds);
    end += row.is_retry ? "  second try" : "";
    end += row.detail.empty() ? "" : "  " + row.detail;
    output().result(line + end + "\n");
    const auto names = width_ + 2 + (name_width_ > 0 ? name_width_ + 2 : 0);
    const bool fits = style.columns == 0 || names + display_width(result) + display_width(end) <= style.columns;
    if (!layout_.repeats_problems && fits && row.hint.empty() && !output().quiet()) {
        shown_.insert(row.target.student);
    }
}

void BatchView::tick() {
    output().live().total(done_ < targets_ ? total() : "");
    output().live().draw();
}

void BatchView::summarize(const std::string& what, const std::vector<BatchRow>& rows) const {
    output().live().total("");
    std::string text;
    for (const auto& [failure, students] : failures(rows, shown_)) {
        text += fmt::format("  {}: {}\n", join(students, ", "), failure);
    }
    const auto line = summary_line(what, rows, as_duration(since_.seconds())) + "\n";
    if (text.empty()) {
        return output().result("\n" + line);
    }
    if (output().quiet()) {
        return output().trouble(text + line);
    }
    output().result("\n" + text + line);
}

} // namespace crocum
