#include "lib/report/gradebook.hpp"

#include "lib/base/text.hpp"

#include <cmath>
#include <map>
#include <string_view>

namespace crocum {

const char* GradebookRow::state() const {
    return graded() ? "graded" : card ? "ungraded" : "no attempt";
}

std::string GradebookRow::problem() const {
    return join(problems, "; ");
}

std::vector<const CheckResult*> Gradebook::by_check(const GradebookRow& row) const {
    std::map<std::string_view, const CheckResult*> known;
    for (const auto& result : row.results) {
        known[result.check.id] = &result;
    }
    std::vector<const CheckResult*> results;
    for (const auto& check : checks) {
        const auto found = known.find(check.id);
        results.push_back(found == known.end() ? nullptr : found->second);
    }
    return results;
}

double Gradebook::scaled(const GradebookRow& row) const {
    const auto& score = row.card->score;
    const bool differs = total > 0 && score.sum.total > 0 && score.sum.total != total;
    return differs ? std::round(score.awarded() / score.sum.total * total * 1e6) / 1e6 : score.awarded();
}

} // namespace crocum
