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

} // namespace

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

Json to_json(const std::vector<Decision>& decisions) {
    Json all = Json::array();
    for (const auto& decision : decisions) {
        all.push_back(to_json(decision));
    }
    return all;
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

/// Earlier versions kept decisions beside the attempt that they were made on.
std::vector<Decision> Decisions::of_attempts(const InstanceId& id) const {
    std::vector<Decision> all;
    const auto folder = state_ / "attempts" / id.lab / id.student;
    for (const auto& name : entries_of(folder)) {
        for (auto& decision : read_entries<Decision>(folder / name / "decisions.json", list_key, decision_from)) {
            decision.attempt = name;
            all.push_back(std::move(decision));
        }
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.when < b.when; });
    return all;
}

void Decisions::keep(const InstanceId& id, const std::vector<Decision>& decisions) const {
    make_folders(file(id).parent_path());
    keep_entries(file(id), list_key, to_json(decisions));
}

std::vector<std::string> Decisions::students(const std::string& lab) const {
    std::set<std::string> found;
    for (const auto& name : entries_of(state_ / "decisions" / lab)) {
        if (const fs::path file = name; file.extension() == ".json" && is_id(file.stem().string())) {
            found.insert(file.stem().string());
        }
    }
    const auto attempts = state_ / "attempts" / lab;
    for (const auto& student : entries_of(attempts)) {
        if (is_id(student) && !of({lab, student}).empty()) {
            found.insert(student);
        }
    }
    return {found.begin(), found.end()};
}

} // namespace crocum
