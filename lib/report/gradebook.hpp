#pragma once

#include "lib/check/check.hpp"
#include "lib/roster/roster.hpp"
#include "lib/store/score_card.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// Which of a student's attempts counts. Only those that measured everything can; where there is none, the newest that
/// was to is shown, without a score. What measured a part, as students do themselves, is no attempt here.
enum class AttemptPolicy { last, best, first };

[[nodiscard]] const char* to_string(AttemptPolicy policy) noexcept;
/// Throws UsageError for an unknown word.
[[nodiscard]] AttemptPolicy attempt_policy_from(const std::string& text);

/// Of one student's cards, newest first; null where there is none.
[[nodiscard]] const ScoreCard* counting(const std::vector<ScoreCard>& cards, AttemptPolicy policy);

/// One student of a gradebook. All texts are sanitised.
struct GradebookRow {
    Student student;
    std::optional<ScoreCard> card;     ///< of the attempt that counts; nothing where there is none
    std::vector<CheckResult> results;  ///< of that attempt, in the suites' order
    std::size_t attempts = 0;          ///< that were to measure everything and came to an end
    std::vector<std::string> problems; ///< why there is no score, and what else a person should look at

    /// There is a score: there was something to measure, and all of it was measured or decided.
    [[nodiscard]] bool graded() const { return card && card->checks > 0 && card->score.final(); }

    /// "graded", "ungraded", "no attempt"
    [[nodiscard]] const char* state() const;

    /// All problems on one line.
    [[nodiscard]] std::string problem() const;
};

/// What every format is written from: a class's scores in one lab.
struct Gradebook {
    std::string lab;
    std::string title; ///< what the grade is called: the lab's title, its id where it has none
    std::string class_name;
    AttemptPolicy policy = AttemptPolicy::last;
    std::string made;               ///< ISO 8601
    std::vector<Check> checks;      ///< of all attempts that count, in the suites' order
    double total = 0;               ///< what the lab is worth, by the newest complete attempt; 0 where nobody has one
    std::vector<GradebookRow> rows; ///< in the roster's order

    /// A row's results, one for each of `checks`; null where its attempt had no such check.
    [[nodiscard]] std::vector<const CheckResult*> by_check(const GradebookRow& row) const;
};

} // namespace crocum
