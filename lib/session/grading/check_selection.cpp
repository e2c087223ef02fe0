#include "lib/session/grading/check_selection.hpp"

#include "lib/base/error.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"

#include <algorithm>

namespace crocum {

namespace {

bool shares_one(const std::vector<std::string>& tags, const std::set<std::string>& selected) {
    return std::any_of(tags.begin(), tags.end(), [&](const auto& tag) { return selected.count(tag) != 0; });
}

void require_known_tags(const std::vector<CollectedSuite>& suites, const std::set<std::string>& selected) {
    std::set<std::string> known;
    for (const auto& entry : suites) {
        for (const auto& check : entry.checks) {
            known.insert(check.tags.begin(), check.tags.end());
        }
    }
    for (const auto& tag : selected) {
        if (known.count(tag) == 0) {
            throw with_hint(
                UsageError("no check has the tag \"{}\"", sanitize_line(tag, 60)),
                known.empty() ? "@pytest.mark.tags(\"NAME\") gives a check a tag"
                              : "The tags are " + join({known.begin(), known.end()}, ", "));
        }
    }
}

} // namespace

std::vector<SelectedSuite> select_checks(
    const std::vector<CollectedSuite>& suites, const CheckSelection& selection, const Collector& collector) {
    require_known_tags(suites, selection.tags);
    const auto ids = selection.keyword.empty() ? std::set<std::string>() : select(suites, selection.keyword, collector);
    std::vector<SelectedSuite> selected;
    for (const auto& entry : suites) {
        if (!selection.machines.empty() && selection.machines.count(entry.suite.machine) == 0) {
            continue;
        }
        auto checks = entry.checks;
        std::erase_if(checks, [&](const Check& check) {
            return (!selection.keyword.empty() && ids.count(check.id) == 0) ||
                   (!selection.tags.empty() && !shares_one(check.tags, selection.tags));
        });
        if (!checks.empty()) {
            const bool all = checks.size() == entry.checks.size();
            selected.push_back({entry.suite, std::move(checks), all});
        }
    }
    if (selected.empty()) {
        throw Error("there are no checks for {}", to_string(selection));
    }
    return selected;
}

std::string to_string(const CheckSelection& selection) {
    std::vector<std::string> parts;
    for (const auto& machine : selection.machines) {
        parts.push_back("-m " + machine);
    }
    if (!selection.keyword.empty()) {
        parts.push_back("--only \"" + sanitize_line(selection.keyword, 100) + "\"");
    }
    if (!selection.tags.empty()) {
        parts.push_back("--tags " + join({selection.tags.begin(), selection.tags.end()}, ","));
    }
    return join(parts, " ");
}

} // namespace crocum
