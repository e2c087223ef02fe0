#include "lib/store/grading_files.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr int grading_schema = 1;
constexpr const char* decisions_name = "decisions.json";
constexpr const char* regrades_name = "regrades.json";

Json to_json(const Decision& decision) {
    return {
        {"check", decision.check ? Json(*decision.check) : Json()},
        {"points", decision.points},
        {"of", decision.of},
        {"reason", decision.reason},
        {"who", decision.who},
        {"when", decision.when}};
}

Decision decision_from(const Json& entry) {
    Decision decision;
    if (const auto& check = entry.at("check"); !check.is_null()) {
        decision.check = check.get<std::string>();
    }
    decision.points = entry.at("points");
    decision.of = entry.at("of");
    decision.reason = entry.at("reason");
    decision.who = entry.at("who");
    decision.when = entry.at("when");
    if (!(decision.points >= 0 && decision.points <= decision.of)) {
        throw Error("a decision gives {} of {} points", decision.points, decision.of);
    }
    return decision;
}

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

Json to_json(const Regrade& regrade) {
    Json revision;
    if (regrade.revision) {
        revision = {{"commit", regrade.revision->commit}, {"dirty", regrade.revision->dirty}};
    }
    Json checks = Json::array();
    for (const auto& check : regrade.checks) {
        checks.push_back(to_json(check));
    }
    return {
        {"when", regrade.when},
        {"who", regrade.who},
        {"crocum", regrade.crocum},
        {"lab_revision", revision},
        {"suites_sha256", regrade.suite_digests},
        {"checks", checks}};
}

Regrade regrade_from(const Json& entry) {
    Regrade regrade;
    regrade.when = entry.at("when");
    regrade.who = entry.at("who");
    regrade.crocum = entry.at("crocum");
    if (const auto revision = object_at(entry, "lab_revision"); !revision.empty()) {
        regrade.revision = Revision{revision.at("commit"), revision.at("dirty")};
    }
    regrade.suite_digests = entry.at("suites_sha256").get<std::map<std::string, std::string>>();
    for (const auto& check : entry.at("checks")) {
        regrade.checks.push_back(check_from(check));
    }
    return regrade;
}

template <typename Entry>
Json list(const std::vector<Entry>& entries) {
    Json all = Json::array();
    for (const auto& entry : entries) {
        all.push_back(to_json(entry));
    }
    return all;
}

/// The value at `key` in the file; nothing when the file does not exist.
template <typename Entry>
std::vector<Entry> read_list(const fs::path& file, const char* key, Entry (*from)(const Json&)) {
    const auto text = read_file_if_present(file);
    if (!text) {
        return {};
    }
    try {
        const auto document = parse_json(*text, "it");
        if (document.is_object() && document.value("schema", 0) > grading_schema) {
            throw with_hint(
                Error("it has schema {}, but this crocum knows {}", document.value("schema", 0), grading_schema),
                "A later version of crocum wrote it: use that version");
        }
        if (!document.is_object() || document.value("schema", 0) != grading_schema) {
            throw Error("it does not have schema {}", grading_schema);
        }
        std::vector<Entry> entries;
        for (const auto& entry : document.at(key)) {
            entries.push_back(from(entry));
        }
        return entries;
    } catch (const std::exception&) {
        std::throw_with_nested(with_hint(
            Error("{} cannot be read", file.string()),
            "The score depends on it: repair it, or move it away to continue without its content"));
    }
}

} // namespace

Json to_json(const std::vector<Decision>& decisions) {
    return list(decisions);
}

Json to_json(const std::vector<Regrade>& regrades) {
    return list(regrades);
}

Grading read_grading(Attempt measured, const fs::path& folder) {
    Grading grading;
    grading.measured = std::move(measured);
    grading.decisions = read_list<Decision>(folder / decisions_name, "decisions", decision_from);
    grading.regrades = read_list<Regrade>(folder / regrades_name, "regrades", regrade_from);
    return grading;
}

void keep_decisions(const fs::path& folder, const std::vector<Decision>& decisions) {
    write_file_atomic(
        folder / decisions_name, to_text({{"schema", grading_schema}, {"decisions", to_json(decisions)}}));
}

void keep_regrades(const fs::path& folder, const std::vector<Regrade>& regrades) {
    write_file_atomic(folder / regrades_name, to_text({{"schema", grading_schema}, {"regrades", to_json(regrades)}}));
}

bool has_decisions(const fs::path& folder) {
    std::error_code absent;
    return fs::exists(folder / decisions_name, absent);
}

} // namespace crocum
