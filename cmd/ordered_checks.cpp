#include "cmd/ordered_checks.hpp"

#include <algorithm>

namespace crocum {

std::vector<CheckResult> OrderedChecks::take(const CheckResult& result) {
    const auto& machine = result.check.machine;
    auto& missing = missing_[machine];
    missing -= std::min<std::size_t>(missing, 1);
    if (machines_.size() == 1 || std::find(machines_.begin(), machines_.end(), machine) == machines_.end()) {
        return {result};
    }
    held_[machine].push_back(result);
    std::vector<CheckResult> shown;
    while (!machines_.empty() && missing_.count(machines_.front()) != 0 && missing_[machines_.front()] == 0) {
        const auto checks = next();
        shown.insert(shown.end(), checks.begin(), checks.end());
    }
    return shown;
}

std::vector<CheckResult> OrderedChecks::rest() {
    std::vector<CheckResult> all;
    while (!machines_.empty()) {
        const auto checks = next();
        all.insert(all.end(), checks.begin(), checks.end());
    }
    return all;
}

std::vector<CheckResult> OrderedChecks::next() {
    auto checks = std::move(held_[machines_.front()]);
    machines_.erase(machines_.begin());
    return checks;
}

} // namespace crocum
