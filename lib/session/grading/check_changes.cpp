#include "lib/session/grading/check_changes.hpp"

#include <cmath>
#include <map>
#include <utility>

namespace crocum {

namespace {

bool equal(double a, double b) {
    return std::abs(a - b) < 1e-9;
}

std::vector<std::string> differences(const CheckResult& before, const CheckResult& after) {
    std::vector<std::string> what;
    const auto compare = [&](bool same, const char* name) {
        if (!same) {
            what.emplace_back(name);
        }
    };
    compare(equal(before.check.points, after.check.points) && equal(before.points(), after.points()), "points");
    compare(before.check.title == after.check.title, "title");
    compare(before.check.number == after.check.number, "number");
    compare(before.check.visibility == after.check.visibility, "visibility");
    compare(before.check.tags == after.check.tags, "tags");
    compare(before.verdict == after.verdict, "verdict");
    compare(before.student_message() == after.student_message(), "message");
    return what;
}

} // namespace

std::vector<CheckChange> changes(const std::vector<CheckResult>& before, const std::vector<CheckResult>& after) {
    std::map<std::string, const CheckResult*> were;
    for (const auto& result : before) {
        were[result.check.id] = &result;
    }
    std::vector<CheckChange> changed;
    for (const auto& result : after) {
        const auto was = were.find(result.check.id);
        if (was == were.end()) {
            changed.push_back({result.check.id, std::nullopt, result, {}});
            continue;
        }
        if (auto what = differences(*was->second, result); !what.empty()) {
            changed.push_back({result.check.id, *was->second, result, std::move(what)});
        }
        were.erase(was);
    }
    for (const auto& result : before) {
        if (were.count(result.check.id) != 0) {
            changed.push_back({result.check.id, result, std::nullopt, {}});
        }
    }
    return changed;
}

} // namespace crocum
