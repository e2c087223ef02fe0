#include "lib/check/check.hpp"

#include "lib/base/error.hpp"

#include <cmath>

namespace crocum {

namespace {

template <typename Word>
Word word_from(std::string_view text, std::initializer_list<Word> words, const char* what) {
    for (const auto word : words) {
        if (text == to_string(word)) {
            return word;
        }
    }
    throw Error("\"{}\" is not a {}", text, what);
}

double rounded(double points) {
    return std::round(points * 1e6) / 1e6;
}

} // namespace

const char* to_string(Visibility visibility) noexcept {
    switch (visibility) {
    case Visibility::hidden:
        return "hidden";
    case Visibility::after_due_date:
        return "after_due_date";
    case Visibility::after_published:
        return "after_published";
    case Visibility::visible:
        break;
    }
    return "visible";
}

Visibility visibility_from(std::string_view text) {
    using V = Visibility;
    return word_from(text, {V::visible, V::hidden, V::after_due_date, V::after_published}, "visibility");
}

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

Verdict verdict_from(std::string_view text) {
    using V = Verdict;
    return word_from(text, {V::passed, V::failed, V::skipped, V::ungraded}, "verdict");
}

const std::string& CheckResult::student_message() const {
    // Why a check is ungraded is for teachers: it can contain paths of the host and texts of hidden checks.
    static const std::string not_measured = "This check could not be measured.";
    if (verdict == Verdict::ungraded) {
        return not_measured;
    }
    return verdict != Verdict::passed && !check.hide_errors.empty() ? check.hide_errors : message;
}

Score score(const std::vector<CheckResult>& results) {
    Score sum;
    for (const auto& result : results) {
        sum.total += result.check.points;
        if (result.verdict == Verdict::ungraded) {
            ++sum.ungraded;
        } else {
            sum.measured += result.check.points;
            sum.reached += result.points();
        }
    }
    sum.total = rounded(sum.total);
    sum.measured = rounded(sum.measured);
    sum.reached = rounded(sum.reached);
    return sum;
}

std::vector<CheckResult> ungraded(
    const std::vector<Check>& checks, const std::string& reason, const std::string& message) {
    std::vector<CheckResult> results;
    results.reserve(checks.size());
    for (const auto& check : checks) {
        CheckResult result;
        result.check = check;
        result.reason = reason;
        result.message = message;
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace crocum
