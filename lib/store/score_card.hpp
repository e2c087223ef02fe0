#pragma once

#include "lib/store/grading.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The data of one finished attempt that lists need.
struct ScoreCard {
    InstanceId id;
    std::string name;
    std::string instance; ///< the mark of the graded instance
    std::string started;  ///< ISO 8601
    /// The score in effect. A decision on the whole score is already in its sum, and `whole` is empty; a penalty that
    /// such a decision replaces is empty too.
    EffectiveScore score;
    bool complete = false; ///< all checks were requested, and each was measured or decided
    std::size_t checks = 0;
    bool has_decisions = false;
    std::string decided_by; ///< author of the last decision; empty when there is none
    Json document;          ///< of the attempt, without its checks; null when not requested
};

[[nodiscard]] ScoreCard card_of(const Grading& grading);

/// The rule which of a student's attempts counts: the newest complete one; else the newest for which all checks were
/// requested; else the newest. A partial attempt never replaces a score.
class CurrentAttemptRule {
public:
    /// Call it with the newest attempt first. Returns whether this one is the choice so far.
    bool offer(bool complete, bool partial);

    /// Whether no older attempt can be the choice.
    [[nodiscard]] bool settled() const { return complete_; }

private:
    bool any_ = false;
    bool whole_ = false;
    bool complete_ = false;
};

/// The card that counts of one student's cards, which are sorted newest first; null when there is none.
[[nodiscard]] const ScoreCard* current_card(const std::vector<ScoreCard>& cards);

} // namespace crocum
