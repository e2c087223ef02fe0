#pragma once

#include "lib/check/check.hpp"
#include "lib/lab/attempt_policy.hpp"
#include "lib/roster/roster.hpp"
#include "lib/store/score_card.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// When a lab is due for a student.
struct RowDue {
    std::string at;     ///< ISO 8601; empty when there is no due date
    std::string source; ///< "class net", "extension in class net"
};

/// One student of a gradebook. All texts are sanitised.
struct GradebookRow {
    Student student;
    std::optional<ScoreCard> card;     ///< of the attempt that counts; nothing when there is none
    std::vector<CheckResult> results;  ///< of that attempt, in the suites' order
    RowDue due;                        ///< as it is now; an attempt can have a deadline of its own
    std::size_t attempts = 0;          ///< finished attempts that are not partial
    std::vector<std::string> problems; ///< reasons why there is no score, and other points for the teacher

    /// Whether there is a score: there are checks, and each was measured or decided.
    [[nodiscard]] bool graded() const { return card && card->checks > 0 && card->score.final(); }

    /// "graded", "ungraded", "no attempt"
    [[nodiscard]] const char* state() const;

    /// All problems on one line.
    [[nodiscard]] std::string problem() const;
};

/// The input of all formats: a class's scores in one lab.
struct Gradebook {
    std::string lab;
    std::string title; ///< name of the grade: the lab's title, else its id
    std::string class_name;
    AttemptPolicy policy = AttemptPolicy::last;
    std::string due;                ///< ISO 8601: of the class, when a student has it; else empty
    std::string made;               ///< ISO 8601
    std::vector<Check> checks;      ///< of all attempts that count, in the suites' order
    double total = 0;               ///< the lab's total, from the newest complete attempt; 0 when there is none
    std::vector<GradebookRow> rows; ///< in the roster's order

    /// A row's results, one for each of `checks`; null when its attempt did not have the check.
    [[nodiscard]] std::vector<const CheckResult*> by_check(const GradebookRow& row) const;

    /// A graded row's score in points of `total`, for systems in which a grade has one maximum for all: an attempt
    /// before the points of the lab changed can have another total.
    [[nodiscard]] double scaled(const GradebookRow& row) const;
};

} // namespace crocum
