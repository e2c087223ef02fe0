#include "lib/store/grading_files.hpp"

#include "lib/base/error.hpp"
#include "lib/store/entry_file.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr const char* regrades_name = "regrades.json";
constexpr const char* regrades_key = "regrades";

Json to_json(const Check& check) {
    return {
        {"id", check.id},
        {"machine", check.machine},
        {"title", check.title},
        {"number", check.number},
        {"points", check.points},
        {"visibility", to_string(check.visibility)},
        {"hide_errors", check.hide_errors},
        {"tags", check.tags},
        {"skipped", check.skipped ? Json(*check.skipped) : Json()}};
}

Check check_from(const Json& entry) {
    Check check;
    check.id = entry.at("id");
    check.machine = entry.at("machine");
    check.title = entry.at("title");
    check.number = entry.at("number");
    check.points = entry.at("points");
    check.visibility = visibility_from(entry.at("visibility").get<std::string>());
    check.hide_errors = entry.at("hide_errors");
    check.tags = entry.at("tags").get<std::vector<std::string>>();
    if (const auto& skipped = entry.at("skipped"); !skipped.is_null()) {
        check.skipped = skipped.get<std::string>();
    }
    if (!(check.points >= 0)) {
        throw Error("{} is worth {} points", check.id, check.points);
    }
    return check;
}

Json to_json(const DeadlineChange& change) {
    return {{"lateness", change.lateness ? crocum::to_json(*change.lateness) : Json()}};
}

Json to_json(const Regrade& regrade) {
    Json revision;
    if (regrade.revision) {
        revision = {{"commit", regrade.revision->commit}, {"dirty", regrade.revision->dirty}};
    }
    Json undone;
    if (regrade.undone) {
        undone = {{"when", regrade.undone->when}, {"who", regrade.undone->who}};
    }
    return {
        {"run", regrade.run},
        {"when", regrade.when},
        {"who", regrade.who},
        {"crocum", regrade.crocum},
        {"deadline", regrade.deadline ? to_json(*regrade.deadline) : Json()},
        {"undone", undone},
        {"lab_revision", revision},
        {"suites_sha256", regrade.suite_digests},
        {"checks", json_list(regrade.checks, [](const Check& check) { return to_json(check); })}};
}

Regrade regrade_from(const Json& entry) {
    Regrade regrade;
    regrade.when = entry.at("when");
    regrade.who = entry.at("who");
    regrade.run = entry.value("run", regrade.when); // Earlier versions did not name it.
    regrade.crocum = entry.at("crocum");
    if (const auto revision = object_at(entry, "lab_revision"); !revision.empty()) {
        regrade.revision = Revision{revision.at("commit"), revision.at("dirty")};
    }
    regrade.suite_digests = entry.at("suites_sha256").get<std::map<std::string, std::string>>();
    if (const auto change = object_at(entry, "deadline"); !change.empty()) {
        const auto lateness = object_at(change, "lateness");
        regrade.deadline = DeadlineChange{lateness.empty() ? std::nullopt : std::optional(lateness_from(lateness))};
    }
    if (const auto undone = object_at(entry, "undone"); !undone.empty()) {
        regrade.undone = Undone{undone.at("when"), undone.at("who")};
    }
    for (const auto& check : entry.at("checks")) {
        regrade.checks.push_back(check_from(check));
    }
    return regrade;
}

} // namespace

Json to_json(const std::vector<Regrade>& regrades) {
    return json_list(regrades, [](const Regrade& regrade) { return to_json(regrade); });
}

std::vector<Regrade> read_regrades(const fs::path& folder) {
    return read_entries<Regrade>(folder / regrades_name, regrades_key, regrade_from);
}

void keep_regrades(const fs::path& folder, const std::vector<Regrade>& regrades) {
    keep_entries(folder / regrades_name, regrades_key, to_json(regrades));
}

} // namespace crocum
