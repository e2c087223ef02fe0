#pragma once

#include "lib/lab/attempt_policy.hpp"
#include "lib/store/grading.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The data of one finished attempt that lists need.
struct ScoreCard {
    InstanceId id;
    std::string name;
    std::string title;       ///< of the lab at that time; can be empty
    std::string instance;    ///< the mark of the graded instance
    std::string started;     ///< ISO 8601
    std::string counted;     ///< likewise: the time that a due date is compared with
    EffectiveScore score;    ///< of a decision on the whole score, only the points are known
    std::size_t checks = 0;  ///< of the score: after a regrade, those of the lab at that time
    std::string decided_by;  ///< author of the last decision in effect; empty when there is none
    std::string decided_why; ///< last_reason() of all decisions in effect
    Json document;           ///< of the attempt, without its checks; null when not requested
};

/// The reason of the last of these decisions, with their number when there are several. There has to be one.
[[nodiscard]] std::string last_reason(const std::vector<Decision>& decisions);

[[nodiscard]] ScoreCard card_of(const Grading& grading);

/// Applies a student's due date to an attempt that had no deadline of its own.
void apply_due(ScoreCard& card, const DueDate& due);

/// The rule which of a student's attempts counts: of the complete ones, the policy's choice; else the newest for which
/// all checks were requested; else the newest. A partial attempt never replaces a score, and a decision on the whole
/// score changes nothing of the choice.
class CurrentAttemptRule {
public:
    explicit CurrentAttemptRule(AttemptPolicy policy) : policy_(policy) {}

    /// Call it with the newest attempt first. Returns whether this one is the choice so far.
    bool offer(const EffectiveScore& score);

    /// Whether no older attempt can be the choice.
    [[nodiscard]] bool settled() const { return complete_ && policy_ == AttemptPolicy::last; }

private:
    /// Percent after the penalty, without a decision on the whole score; of equal ones, the measured points.
    using Worth = std::pair<double, double>;

    [[nodiscard]] static Worth worth(const EffectiveScore& score);

    AttemptPolicy policy_;
    bool any_ = false;
    bool whole_ = false;
    bool complete_ = false;
    Worth best_;
};

/// The card that counts of one student's cards, which are sorted newest first; null when there is none.
[[nodiscard]] const ScoreCard* current_card(const std::vector<ScoreCard>& cards, AttemptPolicy policy);

/// The same of whole attempts; null when there is none.
[[nodiscard]] const Grading* current_grading(const std::vector<Grading>& attempts, AttemptPolicy policy);

/// The newest card that is not partial, of one student's cards, which are sorted newest first; null when there is none.
[[nodiscard]] const ScoreCard* newest_whole_card(const std::vector<ScoreCard>& cards);

/// The card that counts, without partial attempts, as students make them: null when there are only these.
[[nodiscard]] const ScoreCard* current_whole_card(const std::vector<ScoreCard>& cards, AttemptPolicy policy);

} // namespace crocum
