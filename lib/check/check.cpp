#include "lib/check/check.hpp"

#include "lib/base/error.hpp"

namespace crocum {

const char* to_string(Verdict verdict) noexcept {
    switch (verdict) {
    case Verdict::passed:
        return "passed";
    case Verdict::failed:
        return "failed";
    case Verdict::skipped:
        return "skipped";
    case Verdict::ungraded:
        break;
    }
    return "ungraded";
}

Verdict verdict_from(const std::string& text) {
    for (const auto verdict : {Verdict::passed, Verdict::failed, Verdict::skipped, Verdict::ungraded}) {
        if (text == to_string(verdict)) {
            return verdict;
        }
    }
    throw Error("\"{}\" is no verdict", text);
}

Score score(const std::vector<CheckResult>& results) {
    Score sum;
    for (const auto& result : results) {
        sum.total += result.check.points;
        if (result.verdict == Verdict::ungraded) {
            ++sum.ungraded;
        } else {
            sum.measured += result.check.points;
            sum.reached += result.points;
        }
    }
    return sum;
}

} // namespace crocum
