#include "lib/session/gradebook/score_source.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/grade_rules.hpp"

#include <algorithm>
#include <set>

namespace crocum {

ScoreSource::ScoreSource(const Context& context, const std::string& lab, bool with_documents)
    : attempts_(attempts_of(context)), lab_(lab) {
    std::error_code absent;
    if (std::filesystem::is_empty(context.config.state / "attempts", absent) || absent) {
        indexed_ = true; // There is nothing to read, so no database is created.
        return;
    }
    try {
        auto database = std::make_unique<Database>(context.config.database, context.config.state);
        auto index = std::make_unique<Index>(*database, context.config.state);
        Stopwatch since;
        const auto changes = index->bring_up_to_date([&](std::size_t done, std::size_t all) {
            if (since.seconds() > 1) {
                context.observer.step(fmt::format("Reading new attempts: {} of {}", done, all));
                since = {};
            }
        });
        for (const auto& damaged : changes.damaged) {
            if (!damaged.name.empty()) {
                damaged_[damaged.id].push_back(damaged.name);
            }
        }
        for (auto& [id, names] : damaged_) {
            std::sort(names.rbegin(), names.rend());
        }
        cards_ = index->cards(lab, with_documents);
        apply_rules(grade_rules(context));
        indexed_ = true;
        database_ = std::move(database);
        index_ = std::move(index);
    } catch (const Interrupted&) {
        throw;
    } catch (const Error& error) {
        notes_.push_back(fmt::format("scores were read from the files: {}", error.what()));
        if (!error.hint.empty()) {
            notes_.back() += ". " + error.hint;
        }
    }
}

void ScoreSource::apply_rules(const GradeRules& rules) {
    for (auto& [id, cards] : cards_) {
        if (const auto* due = rules.due(id); due != nullptr) {
            for (auto& card : cards) {
                apply_due(card, *due);
            }
        }
    }
}

std::vector<ScoreCard> ScoreSource::of(const InstanceId& id) const {
    if (indexed_ && damaged_.count(id) == 0) {
        const auto found = cards_.find(id);
        return found == cards_.end() ? std::vector<ScoreCard>() : found->second;
    }
    std::vector<ScoreCard> cards;
    for (const auto& grading : attempts_.gradings(id)) {
        cards.push_back(card_of(grading));
    }
    return cards;
}

std::vector<std::string> ScoreSource::damaged(const InstanceId& id) const {
    if (indexed_) {
        const auto found = damaged_.find(id);
        return found == damaged_.end() ? std::vector<std::string>() : found->second;
    }
    auto names = attempts_.finished(id);
    std::erase_if(names, [&](const std::string& name) { return attempts_.read_if_sound(id, name).has_value(); });
    return names;
}

std::map<InstanceId, std::vector<CheckResult>> ScoreSource::results(
    const std::vector<std::pair<InstanceId, std::string>>& attempts) const {
    std::vector<std::string> names;
    std::map<InstanceId, std::vector<CheckResult>> found;
    for (const auto& [id, name] : attempts) {
        if (index_ && damaged_.count(id) == 0) {
            names.push_back(name);
        } else {
            found[id] = attempts_.grading(id, name).results();
        }
    }
    if (!names.empty()) {
        found.merge(index_->results(lab_, names));
    }
    return found;
}

std::string ScoreSource::ungraded_of(const ScoreCard& card) const {
    std::set<std::string> reasons;
    try {
        for (const auto& [id, all] : results({{card.id, card.name}})) {
            for (const auto& result : all) {
                if (result.verdict == Verdict::ungraded) {
                    reasons.insert(result.reason);
                }
            }
        }
    } catch (const Error&) {
        reasons.clear(); // The numbers are true without them.
    }
    const auto why = sanitize_line(join({reasons.begin(), reasons.end()}, ", "), 100);
    return ungraded_count(card) + (why.empty() ? "" : " (" + why + ")");
}

std::string ungraded_count(const ScoreCard& card) {
    return fmt::format("{} of {} ungraded", card.score.sum.ungraded, plural(card.checks, "check"));
}

} // namespace crocum
