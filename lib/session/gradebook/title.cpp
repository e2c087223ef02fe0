#include "lib/session/gradebook/title.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <optional>

namespace crocum {

namespace {

std::string attempted_title(const std::vector<std::vector<ScoreCard>>& cards) {
    const ScoreCard* newest = nullptr;
    for (const auto& all : cards) {
        for (const auto& card : all) {
            if (!card.title.empty() && (newest == nullptr || card.started > newest->started)) {
                newest = &card;
            }
        }
    }
    return newest == nullptr ? "" : newest->title;
}

/// The newest record of an instance of the lab.
std::optional<Instance> newest_record(const Context& context, const std::string& lab) {
    const Instances instances(context.config.state);
    std::optional<Instance> newest;
    for (const auto& id : instances.all()) {
        try {
            auto record = id.lab == lab ? instances.find(id) : std::nullopt;
            if (record && (!newest || record->created > newest->created)) {
                newest = std::move(record);
            }
        } catch (const Error&) {
            // The lists of instances report it.
        }
    }
    return newest;
}

/// Empty when the folder has no lab, or one that cannot be read.
template <typename Find>
std::string title_in(const Find& find) {
    try {
        return load_lab(find()).title;
    } catch (const Error&) {
        return "";
    }
}

} // namespace

std::string title_of(const Context& context, const std::string& lab, const std::vector<std::vector<ScoreCard>>& cards) {
    auto title = attempted_title(cards);
    if (title.empty()) {
        const auto record = newest_record(context, lab).value_or(Instance{});
        title = record.title;
        if (title.empty() && !record.folder.empty()) {
            title = title_in([&] { return record.folder; });
        }
    }
    if (title.empty()) {
        title = title_in([&] { return find_lab(lab, context.config.labs); });
    }
    return title.empty() ? lab : sanitize_line(title, 200);
}

} // namespace crocum
