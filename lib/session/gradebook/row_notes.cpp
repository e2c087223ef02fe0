#include "lib/session/gradebook/row_notes.hpp"

#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/report/score_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace {
/// "3 of 7 checks ungraded: srv: agent_silent: no agent runs in srv"
std::string why_ungraded(const GradebookRow& row) {
    auto text = ungraded_count(*row.card);
    const auto first = std::find_if(row.results.begin(), row.results.end(), [](const CheckResult& result) {
        return result.verdict == Verdict::ungraded;
    });
    if (first != row.results.end()) {
        text += fmt::format(": {}: {}: {}", first->check.machine, first->reason, first->message);
    }
    return sanitize_line(text, 200);
}

/// Notes attempts that cannot be read: a newer one may have been the score.
void add_damaged(GradebookRow& row, const std::vector<std::string>& damaged) {
    if (damaged.empty()) {
        return;
    }
    const bool newer = row.card && damaged.front() > row.card->name;
    row.problems.push_back(fmt::format(
        "{} cannot be read: {}{}",
        newer ? "a newer attempt" : "an attempt",
        sanitize_line(damaged.front(), 60),
        damaged.size() == 1 ? "" : fmt::format(" (and {} more)", damaged.size() - 1)));
}

/// Notes why there is no score, or what makes it doubtful. `cards`: of all attempts.
void add_state(GradebookRow& row, const ScoreSource& scores, const std::vector<ScoreCard>& cards) {
    const auto& card = *row.card;
    if (!card.score.final()) {
        row.problems.push_back(why_ungraded(row));
    } else if (card.checks == 0) {
        row.problems.emplace_back("the attempt has no checks");
    } else {
        // Partial attempts are ignored.
        const auto* newest = newest_whole_card(cards);
        if (newest != nullptr && newest->name != card.name && !newest->score.complete()) {
            row.problems.push_back("a newer attempt has " + scores.ungraded_of(*newest));
        }
    }
}

/// Notes the lateness of an earlier attempt that does not apply to the current one.
void add_lateness(GradebookRow& row, const std::vector<ScoreCard>& cards) {
    for (const auto& other : cards) {
        if (row.graded() && other.name < row.card->name && other.score.late() && !row.card->score.lateness) {
            row.problems.push_back(fmt::format(
                "no late penalty: an earlier attempt was late for {}, but the current one had no deadline",
                sanitize_line(other.score.lateness->deadline, 30)));
            return;
        }
    }
}

/// Notes who decided and why, and the measured score beside the decision.
void add_decision(GradebookRow& row) {
    if (row.card && row.card->score.decided) {
        row.problems.push_back(decision_note(row.card->score, row.card->decided_by, row.card->decided_why));
    }
}

} // namespace

void add_row_notes(
    GradebookRow& row,
    const ScoreSource& scores,
    const std::vector<ScoreCard>& cards,
    const std::vector<std::string>& damaged) {
    const bool unknown = !row.problems.empty() || !damaged.empty();
    if (row.student.left) {
        row.problems.emplace_back("left the class");
    }
    add_damaged(row, damaged);
    if (row.card) {
        add_state(row, scores, cards);
        add_lateness(row, cards);
        add_decision(row);
    } else if (!unknown) {
        row.problems.emplace_back(cards.empty() ? "no attempt" : "only partial attempts");
    }
}

} // namespace crocum
