#include "lib/check/points.hpp"

#include "lib/base/error.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"

#include <algorithm>
#include <map>

namespace crocum {

void apply_points(std::vector<CollectedSuite>& suites, const Lab& lab) {
    std::map<std::string, Check*> checks;
    for (auto& entry : suites) {
        for (auto& check : entry.checks) {
            checks[check.id] = &check;
        }
    }
    for (const auto& [id, points] : lab.points) {
        const auto found = std::find_if(
            checks.begin(), checks.end(), [&id = id](const auto& entry) { return means(id, entry.first); });
        if (found == checks.end()) {
            std::vector<std::string> ids;
            ids.reserve(checks.size());
            for (const auto& [known, check] : checks) {
                ids.push_back(shown_id(known));
            }
            const auto near = nearest(id, ids);
            throw with_hint(
                UsageError(
                    "{} gives points to {}, which is not a check of this lab",
                    (lab.folder / "lab.yaml").string(),
                    sanitize_line(id, 100)),
                near.empty() ? "An id reads MACHINE/FILE::TEST, as \"crocum lab check --json\" shows it"
                             : "Did you mean " + near + "?");
        }
        found->second->points = points;
    }
    double sum = 0;
    for (const auto& [id, check] : checks) {
        if (check->skipped) {
            check->points = 0;
        }
        sum += check->points;
    }
    if (!lab.total || checks.empty()) {
        return;
    }
    if (sum <= 0) {
        throw UsageError(
            "{} has a total of {}, but no check has points",
            (lab.folder / "lab.yaml").string(),
            plural_points(*lab.total));
    }
    for (const auto& [id, check] : checks) {
        check->points *= *lab.total / sum;
    }
}

} // namespace crocum
