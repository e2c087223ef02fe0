#include "cmd/student_progress.hpp"

namespace crocum {

void StudentProgress::expect(const Lab& lab, const std::set<std::string>& only) {
    auto machines = lab.suite_candidates();
    std::erase_if(machines, [&](const std::string& name) { return !only.empty() && only.count(name) == 0; });
    checks_ = OrderedChecks(std::move(machines));
}

void StudentProgress::finish() {
    for (const auto& result : checks_.rest()) {
        Progress::show_check(result);
    }
}

void StudentProgress::show(const Event& event) {
    if (const auto* suite = std::get_if<SuiteEvent>(&event.data)) {
        checks_.begin(suite->machine, suite->checks);
    }
    Progress::show(event);
}

void StudentProgress::show_check(const CheckResult& result) {
    for (const auto& shown : checks_.take(result)) {
        Progress::show_check(shown);
    }
}

} // namespace crocum
