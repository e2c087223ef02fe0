#pragma once

#include "lib/store/attempts.hpp"
#include "lib/store/decision.hpp"
#include "lib/store/due_dates.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// Who withdrew a regrade, and when.
struct Undone {
    std::string when; ///< ISO 8601
    std::string who;
};

/// What replaces the deadline of an attempt's own run (--deadline).
struct DeadlineChange {
    std::optional<Lateness> lateness; ///< for the new deadline; nothing: the due date of the student applies
};

/// Points and titles of a lab's checks at a time after the attempt.
struct Regrade {
    std::string run;  ///< the same for all attempts that one command regraded
    std::string when; ///< ISO 8601
    std::string who;
    std::string crocum; ///< version
    std::optional<Revision> revision;
    std::map<std::string, std::string> suite_digests; ///< by machine
    std::vector<Check> checks;                        ///< the denominator from then on
    std::optional<DeadlineChange> deadline;           ///< nothing: the attempt keeps the deadline of its run
    std::optional<Undone> undone;                     ///< withdrawn: the regrade before it is in effect again
};

/// The present score of an attempt; only this struct decides it.
struct EffectiveScore {
    Score sum;                     ///< over the results in effect
    Score measured;                ///< the same without decisions
    std::optional<Decision> whole; ///< replaces the sum
    bool partial = false;
    bool decided = false;             ///< a decision is part of it
    std::optional<Lateness> lateness; ///< for the deadline of the attempt's run, else for the due date
    bool regraded = false;            ///< a regrade is in effect

    /// All checks were requested, and each was measured or decided. A decision on the whole score is one about the
    /// student, and completes no attempt.
    [[nodiscard]] bool complete() const { return !partial && sum.final(); }

    /// Every requested check was measured or decided.
    [[nodiscard]] bool settled() const { return whole || sum.final(); }

    /// It counts as the student's score.
    [[nodiscard]] bool final() const { return !partial && settled(); }

    /// Points without the penalty.
    [[nodiscard]] double reached() const;

    /// The penalty in percent. A decision on the whole score already includes it.
    [[nodiscard]] double penalty() const { return lateness && !whole ? lateness->penalty : 0; }

    [[nodiscard]] bool late() const { return lateness && lateness->late(); }

    /// Points that count: the reached points less the penalty.
    [[nodiscard]] double awarded() const;

    [[nodiscard]] double percent() const { return sum.total > 0 ? 100 * awarded() / sum.total : 0; }

    /// Points that would count without decisions; nothing while a check is ungraded.
    [[nodiscard]] std::optional<double> measured_points() const;

    /// Without the decisions, the student would have a higher score.
    [[nodiscard]] bool better_without_decisions() const;
};

/// An attempt with its later regrades, and with the decisions about its student. The measured results never change.
struct Grading {
    Attempt measured;
    std::vector<Regrade> regrades;   ///< in chronological order; the last one that is not undone is in effect
    std::vector<Decision> decisions; ///< likewise; the last one on the same check is in effect, or withdraws it
    std::optional<DueDate> due;      ///< of the student, unless the attempt has a deadline of its own

    /// The regrade in effect; null when there is none.
    [[nodiscard]] const Regrade* regrade_in_effect() const;

    /// For the deadline of the attempt's run or of a regrade, else for the due date.
    [[nodiscard]] std::optional<Lateness> lateness_in_effect() const;

    /// The decision in effect on a check, or on the whole score; null when there is none.
    [[nodiscard]] const Decision* decision_on(const std::optional<std::string>& check) const {
        return crocum::decision_on(decisions, check);
    }

    /// The decisions in effect on this score, in chronological order: without replaced and withdrawn ones, and without
    /// those on checks that the attempt does not have.
    [[nodiscard]] std::vector<Decision> decisions_in_effect() const;

    /// The measured results with the checks of the last regrade: checks that are new in the lab are ungraded
    /// (not_measured), removed checks are left out.
    [[nodiscard]] std::vector<CheckResult> results_before_decisions() const;

    /// The results in effect.
    [[nodiscard]] std::vector<CheckResult> results() const;

    [[nodiscard]] EffectiveScore score() const;

    /// As of its score.
    [[nodiscard]] bool complete() const { return score().complete(); }

private:
    [[nodiscard]] std::vector<Decision> decisions_in_effect(const std::vector<CheckResult>& checks) const;
    [[nodiscard]] std::vector<CheckResult> with_decisions(std::vector<CheckResult> results) const;
};

/// The attempt's document with the results and the score in effect, decisions and regrades. `as_measured` has the
/// measured score, and the measured checks when they can differ.
[[nodiscard]] Json to_json(const Grading& grading);

[[nodiscard]] Json to_json(const EffectiveScore& score);

} // namespace crocum
