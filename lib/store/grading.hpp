#pragma once

#include "lib/store/attempts.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A teacher's word on one check, or on the whole score, of one attempt.
struct Decision {
    std::optional<std::string> check; ///< its id; nothing: the whole score
    double points = 0;
    double of = 0; ///< what the check, or everything, was worth at that time
    std::string reason;
    std::string who;
    std::string when; ///< ISO 8601

    /// Of what it is worth later on: when a lab's points change, a decision is scaled with them.
    [[nodiscard]] double share() const { return of > 0 ? points / of : 1; }
};

/// What a lab's checks were worth, and called, at a time after the attempt.
struct Regrade {
    std::string when; ///< ISO 8601
    std::string who;
    std::string crocum; ///< version
    std::optional<Revision> revision;
    std::map<std::string, std::string> suite_digests; ///< by machine
    std::vector<Check> checks;                        ///< the denominator since then
};

/// What an attempt is worth now: the one place that decides it.
struct EffectiveScore {
    Score sum;                     ///< over the results in effect
    std::optional<Decision> whole; ///< which then stands above the sum
    bool partial = false;
    bool decided = false;             ///< somebody's word is in it
    std::optional<Lateness> lateness; ///< of the attempt, where it had a deadline
    bool regraded = false;            ///< points are others than at the time of the attempt

    /// Nothing is open: everything that was asked for was measured or decided.
    [[nodiscard]] bool settled() const { return whole || sum.final(); }

    /// It counts as the student's score.
    [[nodiscard]] bool final() const { return !partial && settled(); }

    /// Points, whenever they were reached.
    [[nodiscard]] double reached() const;

    /// Percent that being late costs. A person's word on the whole score has it in it already.
    [[nodiscard]] double penalty() const { return lateness && !whole ? lateness->penalty : 0; }

    [[nodiscard]] bool late() const { return lateness && lateness->late(); }

    /// Points that count: what was reached, less the penalty.
    [[nodiscard]] double awarded() const;

    [[nodiscard]] double percent() const { return sum.total > 0 ? 100 * awarded() / sum.total : 0; }
};

/// An attempt with what was said of it afterwards. What was measured never changes.
struct Grading {
    Attempt measured;
    std::vector<Regrade> regrades;   ///< in the order in which they were made; the last one holds
    std::vector<Decision> decisions; ///< as well; the last one on the same thing holds

    /// The decision that holds for a check, or for the whole score; null where there is none.
    [[nodiscard]] const Decision* decision_on(const std::optional<std::string>& check) const;

    /// What was measured, with the checks of the last regrade: those that the lab has had only since are ungraded
    /// (not_measured), those that it does not have any more are left out.
    [[nodiscard]] std::vector<CheckResult> results_before_decisions() const;

    /// The results in effect.
    [[nodiscard]] std::vector<CheckResult> results() const;

    [[nodiscard]] EffectiveScore score() const;

    /// Everything was asked for, and each check was measured or decided.
    [[nodiscard]] bool complete() const { return measured.complete() || score().final(); }
};

/// The attempt's document with the results and the score in effect, decisions and regrades. `as_measured` has the score
/// that was measured, and the checks where they can differ.
[[nodiscard]] Json to_json(const Grading& grading);

[[nodiscard]] Json to_json(const EffectiveScore& score);

} // namespace crocum
