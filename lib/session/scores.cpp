#include "lib/session/scores.hpp"

namespace crocum {

Scores::Scores(const Session& session, const std::string& lab, bool with_documents) : attempts_(session.config.state) {
    std::error_code absent;
    if (std::filesystem::is_empty(session.config.state / "attempts", absent) || absent) {
        indexed_ = true; // Nothing to read, and no database to make for it.
        return;
    }
    try {
        Database database(session.config.database, session.config.state);
        Index index(database, session.config.state);
        Stopwatch since;
        const auto changes = index.bring_up_to_date([&](std::size_t done, std::size_t all) {
            if (since.seconds() > 1) {
                session.observer.step(fmt::format("Taking in what is new: {} of {}", done, all));
                since = {};
            }
        });
        for (const auto& damaged : changes.damaged) {
            damaged_.insert(damaged.id);
        }
        cards_ = index.cards(lab, with_documents);
        indexed_ = true;
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        notes_.push_back(fmt::format("scores were read from the files: {}", error.what()));
    }
}

std::vector<ScoreCard> Scores::of(const InstanceId& id) const {
    if (indexed_ && damaged_.count(id) == 0) {
        const auto found = cards_.find(id);
        return found == cards_.end() ? std::vector<ScoreCard>() : found->second;
    }
    std::vector<ScoreCard> cards;
    for (const auto& name : attempts_.finished(id)) {
        if (attempts_.is_sound(id, name)) {
            cards.push_back(card_of(attempts_.grading(id, name)));
        }
    }
    return cards;
}

} // namespace crocum
