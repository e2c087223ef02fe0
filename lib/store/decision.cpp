#include "lib/store/decision.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/lab/ids.hpp"
#include "lib/store/entry_file.hpp"

#include <algorithm>
#include <set>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr const char* list_key = "decisions";

/// Whether the attempt is finished and measured every check of the lab. An unreadable one did not count.
bool is_complete(const fs::path& file) {
    try {
        const auto text = read_file_if_present(file);
        const auto document = text ? parse_json(*text, file.string()) : Json::object();
        return document.value("ungraded", 1) == 0 && !document.value("partial", true);
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

const Decision* decision_on(const std::vector<Decision>& decisions, const std::optional<std::string>& check) {
    const auto last = std::find_if(
        decisions.rbegin(), decisions.rend(), [&](const Decision& decision) { return decision.check == check; });
    return last == decisions.rend() || last->withdraws ? nullptr : &*last;
}

Json to_json(const Decision& decision) {
    return {
        {"check", decision.check ? Json(*decision.check) : Json()},
        {"withdraws", decision.withdraws},
        {"points", decision.withdraws ? Json() : Json(decision.points)},
        {"of", decision.withdraws ? Json() : Json(decision.of)},
        {"reason", decision.reason},
        {"who", decision.who},
        {"when", decision.when},
        {"attempt", decision.attempt}};
}

Decision decision_from(const Json& entry) {
    Decision decision;
    if (const auto& check = entry.at("check"); !check.is_null()) {
        decision.check = check.get<std::string>();
    }
    decision.withdraws = entry.value("withdraws", false);
    decision.reason = entry.at("reason");
    decision.who = entry.at("who");
    decision.when = entry.at("when");
    decision.attempt = entry.value("attempt", "");
    if (!decision.withdraws) {
        decision.points = entry.at("points");
        decision.of = entry.at("of");
        if (!(decision.points >= 0 && decision.points <= decision.of)) {
            throw Error("a decision gives {} of {} points", decision.points, decision.of);
        }
    }
    return decision;
}

fs::path Decisions::file(const InstanceId& id) const {
    return state_ / "decisions" / id.lab / (id.student + ".json");
}

std::vector<Decision> Decisions::of(const InstanceId& id) const {
    std::error_code broken;
    if (!fs::exists(file(id), broken) && !broken) {
        return of_attempts(id);
    }
    return read_entries<Decision>(file(id), list_key, decision_from);
}

/// Earlier versions kept decisions beside an attempt, and they applied to that attempt only. In effect are those of the
/// attempt that counted: a newer complete attempt had replaced older decisions.
std::vector<Decision> Decisions::of_attempts(const InstanceId& id) const {
    const auto folder = state_ / "attempts" / id.lab / id.student;
    auto names = entries_of(folder);
    std::reverse(names.begin(), names.end());
    for (const auto& name : names) {
        auto decisions = read_entries<Decision>(folder / name / "decisions.json", list_key, decision_from);
        for (auto& decision : decisions) {
            decision.attempt = name;
        }
        if (!decisions.empty() || is_complete(folder / name / "attempt.json")) {
            return decisions;
        }
    }
    return {};
}

void Decisions::keep(const InstanceId& id, const std::vector<Decision>& decisions) const {
    make_folders(file(id).parent_path());
    keep_entries(file(id), list_key, json_list(decisions));
}

std::vector<std::string> Decisions::students(const std::string& lab) const {
    std::set<std::string> found;
    for (const auto& name : entries_of(state_ / "decisions" / lab)) {
        if (const fs::path file = name; file.extension() == ".json" && is_id(file.stem().string())) {
            found.insert(file.stem().string());
        }
    }
    for (const auto& student : entries_of(state_ / "attempts" / lab)) {
        if (is_id(student)) {
            found.insert(student);
        }
    }
    return {found.begin(), found.end()};
}

} // namespace crocum
