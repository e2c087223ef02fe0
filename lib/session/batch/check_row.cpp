#include "lib/session/batch/check_row.hpp"

#include "lib/base/text.hpp"
#include "lib/check/check.hpp"
#include "lib/provider/agent_error.hpp"
#include "lib/report/score_text.hpp"
#include "lib/store/score_card.hpp"

#include <map>

namespace crocum {

void add_detail(BatchRow& row, const std::string& text) {
    row.detail += (row.detail.empty() || text.empty() ? "" : "; ") + text;
}

void explain_ungraded(BatchRow& row, const std::vector<CheckResult>& results) {
    std::map<std::string, std::size_t> reasons;
    for (const auto& result : results) {
        if (result.verdict != Verdict::ungraded) {
            continue;
        }
        const auto fault = agent_fault(result.reason);
        row.retryable = row.retryable || (fault && is_transient(*fault));
        if (row.detail.empty()) {
            row.detail = sanitize_line(result.check.machine + ": " + result.reason + ": " + result.message, 200);
        }
        ++reasons[result.reason];
    }
    if (reasons.size() > 1) {
        row.detail += fmt::format(" (and {})", plural(reasons.size() - 1, "other reason"));
    }
}

void add_decision(BatchRow& row, const Grading& grading) {
    if (const auto decisions = grading.decisions_in_effect(); !decisions.empty()) {
        add_detail(row, decision_note(*row.score, decisions.back().who, last_reason(decisions)));
    }
}

void compare_with_earlier(BatchRow& row, const Grading& before, bool still_counts, const std::string& instance) {
    const auto earlier = before.score();
    const auto points =
        fmt::format("{}/{}{}", number(earlier.awarded()), number(earlier.sum.total), earlier.decided ? "*" : "");
    if (still_counts) {
        return add_detail(row, points + " of an earlier attempt counts");
    }
    if (row.score->awarded() >= earlier.awarded()) {
        return;
    }
    row.lowered_from = earlier.awarded();
    add_detail(
        row, "lower than before: " + points + (before.measured.instance == instance ? "" : ", in an earlier instance"));
}

} // namespace crocum
