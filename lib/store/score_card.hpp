#pragma once

#include "lib/store/grading.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// What lists have to know of one finished attempt.
struct ScoreCard {
    InstanceId id;
    std::string name;
    std::string instance; ///< the mark of the one that was graded
    std::string started;  ///< ISO 8601
    /// The score in effect. A person's word on the whole is in its sum already, `whole` is empty; so is a penalty that
    /// it stands above.
    EffectiveScore score;
    bool complete = false; ///< everything was asked for, and each check was measured or decided
    std::size_t checks = 0;
    bool has_decisions = false;
    std::string decided_by; ///< who decided last; empty where nobody did
    Json document;          ///< of the attempt, without its checks; null where it was not asked for
};

[[nodiscard]] ScoreCard card_of(const Grading& grading);

/// Which of a student's attempts counts, in one place: the newest in which everything was measured or decided; else the
/// newest that was to measure everything; else the newest. What was measured in part never replaces a score.
class CurrentAttemptRule {
public:
    /// To be offered newest first. Whether this one is the choice so far.
    bool offer(bool complete, bool partial);

    /// No older one can be the choice any more.
    [[nodiscard]] bool settled() const { return complete_; }

private:
    bool any_ = false;
    bool whole_ = false;
    bool complete_ = false;
};

/// Of one student's cards, newest first; null where there is none.
[[nodiscard]] const ScoreCard* current_card(const std::vector<ScoreCard>& cards);

} // namespace crocum
