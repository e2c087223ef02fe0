#pragma once

#include "lib/session/session.hpp"
#include "lib/store/index.hpp"

#include <map>
#include <string>
#include <vector>

namespace crocum {

/// The scores of many students: from the index, brought up to date first; from the files where the database cannot be
/// used, or where one of a student's attempts is damaged.
class Scores {
public:
    /// Of one lab where `lab` is not empty.
    Scores(const Session& session, const std::string& lab, bool with_documents);

    /// A student's finished attempts, newest first; those that cannot be read are passed over. Throws Error where a
    /// decision cannot be read.
    [[nodiscard]] std::vector<ScoreCard> of(const InstanceId& id) const;

    /// What the user should know: that there is no index.
    [[nodiscard]] const std::vector<std::string>& notes() const { return notes_; }

private:
    const Attempts attempts_;
    bool indexed_ = false;
    std::map<InstanceId, std::vector<ScoreCard>> cards_;
    std::set<InstanceId> damaged_;
    std::vector<std::string> notes_;
};

} // namespace crocum
