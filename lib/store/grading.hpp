#pragma once

#include "lib/store/attempts.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A teacher's decision on one check, or on the whole score, of one attempt.
struct Decision {
    std::optional<std::string> check; ///< its id; nothing: the whole score
    double points = 0;
    double of = 0; ///< the points of the check, or of all checks, at that time
    std::string reason;
    std::string who;
    std::string when; ///< ISO 8601

    /// The decided points, scaled to the present points: when a lab's points change, a decision is scaled with them.
    [[nodiscard]] double share() const { return of > 0 ? points / of : 1; }
};

/// Points and titles of a lab's checks at a time after the attempt.
struct Regrade {
    std::string when; ///< ISO 8601
    std::string who;
    std::string crocum; ///< version
    std::optional<Revision> revision;
    std::map<std::string, std::string> suite_digests; ///< by machine
    std::vector<Check> checks;                        ///< the denominator from then on
};

/// The present score of an attempt; only this struct decides it.
struct EffectiveScore {
    Score sum;                     ///< over the results in effect
    std::optional<Decision> whole; ///< replaces the sum
    bool partial = false;
    bool decided = false;             ///< a decision is part of it
    std::optional<Lateness> lateness; ///< of the attempt, when it had a deadline
    bool regraded = false;            ///< the points differ from those of the attempt

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
};

/// An attempt with its later regrades and decisions. The measured results never change.
struct Grading {
    Attempt measured;
    std::vector<Regrade> regrades;   ///< in chronological order; the last one is in effect
    std::vector<Decision> decisions; ///< likewise; the last one on the same check is in effect

    /// The decision in effect on a check, or on the whole score; null when there is none.
    [[nodiscard]] const Decision* decision_on(const std::optional<std::string>& check) const;

    /// The measured results with the checks of the last regrade: checks that are new in the lab are ungraded
    /// (not_measured), removed checks are left out.
    [[nodiscard]] std::vector<CheckResult> results_before_decisions() const;

    /// The results in effect.
    [[nodiscard]] std::vector<CheckResult> results() const;

    [[nodiscard]] EffectiveScore score() const;

    /// All checks were requested, and each was measured or decided.
    [[nodiscard]] bool complete() const { return measured.complete() || score().final(); }
};

/// The attempt's document with the results and the score in effect, decisions and regrades. `as_measured` has the
/// measured score, and the measured checks when they can differ.
[[nodiscard]] Json to_json(const Grading& grading);

[[nodiscard]] Json to_json(const EffectiveScore& score);

} // namespace crocum
