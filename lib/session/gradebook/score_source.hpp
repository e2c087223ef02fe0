#pragma once

#include "lib/check/check.hpp"
#include "lib/session/context.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/index.hpp"
#include "lib/store/instance.hpp"
#include "lib/store/score_card.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// The scores of many students: from the index, brought up to date first; from the files where the database cannot be
/// used, or where one of a student's attempts is damaged.
class ScoreSource {
public:
    /// Of one lab where `lab` is not empty.
    ScoreSource(const Context& context, const std::string& lab, bool with_documents);

    /// A student's finished attempts, newest first; those that cannot be read are passed over. Throws Error where a
    /// decision cannot be read.
    [[nodiscard]] std::vector<ScoreCard> of(const InstanceId& id) const;

    /// Those of a student's attempts that cannot be read, newest first.
    [[nodiscard]] std::vector<std::string> damaged(const InstanceId& id) const;

    /// The results in effect of some attempts, one a student. Throws as of() does.
    [[nodiscard]] std::map<InstanceId, std::vector<CheckResult>> results(
        const std::vector<std::pair<InstanceId, std::string>>& attempts) const;

    /// What the user should know: that there is no index.
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

private:
    const Attempts attempts_;
    const std::string lab_;
    std::unique_ptr<Database> database_; ///< null where it cannot be used
    std::unique_ptr<Index> index_;
    bool indexed_ = false;
    std::map<InstanceId, std::vector<ScoreCard>> cards_;
    std::map<InstanceId, std::vector<std::string>> damaged_; ///< attempts, newest first
    std::vector<std::string> notes_;
};

} // namespace crocum
