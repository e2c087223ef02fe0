#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/check/collect.hpp"
#include "lib/check/run_collection.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace crocum {

namespace {

/// Where a check is, and not which of its parameters it has.
using Place = std::pair<std::string, int>;

/// Errors about checks whose ids are not the same in both collections.
std::vector<Finding> compare_ids(const std::vector<Check>& checks, const Json& again) {
    std::set<std::string> first;
    for (const auto& check : checks) {
        first.insert(check.id);
    }
    std::set<std::string> second;
    std::map<Place, std::string> other; // An id at this place that only the second collection has.
    for (const auto& check : again) {
        const auto id = check.at("id").get<std::string>();
        second.insert(id);
        if (first.count(id) == 0) {
            other.emplace(Place(check.at("file").get<std::string>(), check.at("line").get<int>()), id);
        }
    }
    std::vector<Finding> findings;
    std::set<Place> reported;
    for (const auto& check : checks) {
        const Place place(check.file, check.line);
        if (second.count(check.id) != 0 || !reported.insert(place).second) {
            continue;
        }
        const auto now = other.find(place);
        findings.push_back(
            {check.file,
             check.line,
             true,
             fmt::format(
                 "the id of this check is not always the same: {}, and in a second collection {}; its parameters must "
                 "not "
                 "depend on chance, on the time or on the machine",
                 shown_id(check.id),
                 now == other.end() ? "there is none" : shown_id(now->second))});
    }
    // A function that has ids in the second collection only.
    for (const auto& [place, id] : other) {
        if (reported.count(place) == 0) {
            findings.push_back(
                {place.first,
                 place.second,
                 true,
                 fmt::format(
                     "{} is a check only in a second collection: which checks there are must not depend on chance, on "
                     "the time or on the machine",
                     shown_id(id))});
        }
    }
    return findings;
}

Json review_request(const Suite& suite) {
    return {{"review", true}, {"on_host", suite.mode == Mode::host}};
}

std::vector<Finding> findings_in(const Json& document) {
    std::vector<Finding> findings;
    for (const auto& finding : document.value("findings", Json::array())) {
        findings.push_back(
            {finding.at("file"), finding.at("line"), finding.at("severity") == "error", finding.at("message")});
    }
    return findings;
}

} // namespace

std::vector<Finding> review_uncollected(const Suite& suite, const Collector& collector) {
    auto request = review_request(suite);
    request["any_marker"] = true;
    return findings_in(run_collection(suite, collector, request));
}

std::vector<Finding> review(const Suite& suite, const std::vector<Check>& checks, const Collector& collector) {
    const auto document = run_collection(suite, collector, review_request(suite));
    auto findings = findings_in(document);
    for (const auto& error : document.at("errors")) {
        findings.push_back(
            {error.at("file"),
             error.at("line").is_null() ? 0 : error.at("line").get<int>(),
             true,
             "cannot be collected on a machine with other files or another name: " +
                 sanitize_line(lines(error.at("message").get<std::string>()).back())});
    }
    if (document.at("errors").empty()) {
        const auto differing = compare_ids(checks, document.at("checks"));
        findings.insert(findings.end(), differing.begin(), differing.end());
    }
    return findings;
}

} // namespace crocum
