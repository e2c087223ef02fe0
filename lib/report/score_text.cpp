#include "lib/report/score_text.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/local_time.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/report/check_text.hpp"

#include <fmt/format.h>

namespace crocum {

namespace {

constexpr std::size_t longest_note = 300;

} // namespace

std::string short_score(const EffectiveScore& score) {
    const auto& sum = score.sum;
    if (!score.settled()) {
        // "Not measured" is never a zero, so this has no number that could be taken for a score.
        return fmt::format("?/{}{} ({} ungraded)", number(sum.total), score.decided ? "*" : "", sum.ungraded);
    }
    return fmt::format(
        "{}/{}{}{}{}",
        number(score.awarded()),
        number(sum.total),
        score.decided ? "*" : "",
        score.late() ? " late" : "",
        score.partial ? " (partial)" : "");
}

std::string long_score(const EffectiveScore& score) {
    const auto& sum = score.sum;
    if (!score.settled()) {
        return fmt::format(
            "no final score, {} of {} measured, {} of {} ungraded",
            number(sum.reached),
            plural_points(sum.measured),
            plural_points(sum.total - sum.measured),
            number(sum.total));
    }
    return fmt::format("{} of {}", number(score.awarded()), plural_points(sum.total));
}

std::string decision_text(const Decision& decision) {
    if (decision.withdraws) {
        return fmt::format(
            "withdrawn, by {}, {}{}",
            sanitize_line(decision.who),
            local_time(decision.when),
            decision.reason.empty() ? "" : ": " + sanitize_line(decision.reason));
    }
    return fmt::format(
        "{} of {}, by {}, {}: {}",
        number(decision.points),
        plural_points(decision.of),
        sanitize_line(decision.who),
        local_time(decision.when),
        sanitize_line(decision.reason));
}

std::string decision_note(const EffectiveScore& score, const std::string& who, const std::string& why) {
    auto text = "* decided by " + who + (why.empty() ? "" : ": " + why);
    if (const auto measured = score.measured_points()) {
        text += "; measured " + number(*measured);
        text += score.better_without_decisions() ? ", which is better than the decision" : "";
    } else {
        text += fmt::format("; measured: {} ungraded", plural(score.measured.ungraded, "check"));
    }
    return sanitize_line(text, longest_note);
}

std::string decision_subject(const Decision& decision) {
    return decision.check ? sanitize_line(shown_id(*decision.check), longest_note) : "the whole score";
}

namespace {

/// Whether the penalty counts days that have begun, of which "by 30 h" says nothing.
bool by_the_day(const Lateness& lateness) {
    return lateness.policy.find("a day") != std::string::npos;
}

/// The effect of the deadline on the score; empty when there was none.
std::string late_line(const EffectiveScore& score, const Style& style) {
    if (!score.lateness) {
        return "";
    }
    const auto& due = *score.lateness;
    const auto when = fmt::format(
        "due {}{}, counted {}",
        to_local(from_iso(due.deadline)),
        due.source.empty() ? "" : fmt::format(" ({})", sanitize_line(due.source)),
        to_local(from_iso(due.counted)));
    if (!due.late()) {
        return style.dim("In time: " + when) + "\n";
    }
    auto text = fmt::format(
        "{} by {} ({}), penalty: {}{}\n",
        style.yellow("Late"),
        format_duration(Seconds(due.seconds())),
        when,
        sanitize_line(due.policy),
        by_the_day(due) ? fmt::format(" ({} begun)", plural(static_cast<std::size_t>(due.days_begun()), "day")) : "");
    if (score.whole && due.penalty > 0) {
        text += "The decision is the final score: no penalty is taken from it\n";
    } else if (score.penalty() > 0 && score.final()) {
        text += fmt::format(
            "{} {} - {} % = {}\n",
            style.bold("Final score:"),
            plural_points(score.reached()),
            number(score.penalty()),
            long_score(score));
    }
    return text;
}

/// The number and the title of a check.
std::string title_of(const Grading& grading, const std::string& id) {
    for (const auto& result : grading.results_before_decisions()) {
        if (result.check.id == id) {
            return sanitize_line(full_title(result.check), 200);
        }
    }
    return sanitize_line(shown_id(id), 200);
}

} // namespace

std::string score_line(const Grading& grading, const Style& style) {
    const auto score = grading.score();
    const auto line =
        score.whole
            ? fmt::format("{} {} ({:.0f} %), by decision\n", style.bold("Score:"), long_score(score), score.percent())
            : score_line(grading.results(), score.partial, style);
    std::string text = line.substr(0, line.size() - 1) + (score.decided ? " *\n" : "\n");
    text += late_line(score, style);
    if (score.decided) {
        for (const auto& decision : grading.decisions_in_effect()) {
            text += fmt::format(
                "{} {}: {}\n",
                style.yellow("* decided:"),
                decision.check ? title_of(grading, *decision.check) : "the whole score",
                decision_text(decision));
        }
    }
    if (const auto* regrade = grading.regrade_in_effect()) {
        text += fmt::format("Regraded {} by {}\n", local_time(regrade->when), sanitize_line(regrade->who));
    }
    if (score.decided || score.regraded) {
        Grading before;
        before.measured = grading.measured;
        before.measured.lateness = score.lateness; // The same penalty as everywhere.
        const auto measured = before.score();
        text += fmt::format(
            "As measured{}: {}{}\n",
            score.regraded ? " (before regrades)" : "",
            long_score(measured),
            measured.penalty() > 0 && measured.settled()
                ? fmt::format(" after the penalty, {} before it", number(measured.reached()))
                : "");
        if (score.better_without_decisions()) {
            text += "The measured result is better than the decision; \"crocum grade clear\" withdraws it\n";
        }
    }
    return text;
}

} // namespace crocum
