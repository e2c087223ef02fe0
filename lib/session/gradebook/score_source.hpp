#pragma once

#include "lib/check/check.hpp"
#include "lib/session/context.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/grade_rules.hpp"
#include "lib/store/index.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/score_card.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// The scores of many students: from the index, which is updated first; from the files if the database cannot be used,
/// or if one of a student's attempts is damaged.
class ScoreSource {
public:
    /// Of one lab if `lab` is not empty.
    ScoreSource(const Context& context, const std::string& lab, bool with_documents);

    /// A student's finished attempts, newest first, without those that cannot be read. Throws Error when a decision
    /// cannot be read.
    [[nodiscard]] std::vector<ScoreCard> of(const InstanceId& id) const;

    /// A student's attempts that cannot be read, newest first.
    [[nodiscard]] std::vector<std::string> damaged(const InstanceId& id) const;

    /// The effective results of some attempts, one for each student. Throws as of() does.
    [[nodiscard]] std::map<InstanceId, std::vector<CheckResult>> results(
        const std::vector<std::pair<InstanceId, std::string>>& attempts) const;

    /// ungraded_count() with the reasons, "3 of 7 checks ungraded (agent_silent)", of an attempt that has no score;
    /// without reasons if its results cannot be read.
    [[nodiscard]] std::string ungraded_of(const ScoreCard& card) const;

    /// Notes for the user: that the index could not be used.
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

private:
    void apply_rules(const GradeRules& rules);

    const Attempts attempts_;
    const std::string lab_;
    std::unique_ptr<Database> database_; ///< null if it cannot be used
    std::unique_ptr<Index> index_;
    bool indexed_ = false;
    std::map<InstanceId, std::vector<ScoreCard>> cards_;
    std::map<InstanceId, std::vector<std::string>> damaged_; ///< attempts, newest first
    std::vector<std::string> notes_;
};

/// "3 of 7 checks ungraded"
[[nodiscard]] std::string ungraded_count(const ScoreCard& card);

} // namespace crocum
