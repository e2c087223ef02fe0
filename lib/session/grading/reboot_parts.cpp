#include "lib/session/grading/reboot_parts.hpp"

#include "lib/provider/agent_error.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace crocum {

SelectedSuite part_of(const SelectedSuite& entry, bool after_reboot) {
    SelectedSuite part{entry.suite, {}, entry.all};
    std::copy_if(entry.checks.begin(), entry.checks.end(), std::back_inserter(part.checks), [&](const Check& check) {
        return check.after_reboot == after_reboot;
    });
    part.all = entry.all && part.checks.size() == entry.checks.size();
    return part;
}

const CheckResult* unreachable(const std::vector<CheckResult>& results) {
    const bool all = std::all_of(results.begin(), results.end(), [](const CheckResult& result) {
        return result.verdict == Verdict::ungraded && agent_fault(result.reason);
    });
    return all && !results.empty() ? &results.front() : nullptr;
}

std::vector<CheckResult> not_rebooted(const std::vector<Check>& checks, const std::string& message) {
    std::vector<CheckResult> results;
    for (const auto& check : checks) {
        CheckResult result;
        result.check = check;
        result.verdict = Verdict::failed;
        result.reason = reason::reboot;
        result.message = message;
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<CheckResult> in_order(
    const std::vector<Check>& checks, std::vector<CheckResult> before, std::vector<CheckResult> after) {
    std::map<std::string, std::size_t> places;
    for (const auto& check : checks) {
        places.emplace(check.id, places.size());
    }
    std::move(after.begin(), after.end(), std::back_inserter(before));
    std::stable_sort(before.begin(), before.end(), [&](const CheckResult& a, const CheckResult& b) {
        return places.at(a.check.id) < places.at(b.check.id);
    });
    return before;
}

} // namespace crocum
