#include "lib/check/records.hpp"

#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace crocum {

namespace {

/// A record has a bounded message and output (run.py); a longer line was not written by it.
constexpr std::size_t longest_line = std::size_t{256} << 10U;

std::string text_of(const Json& record, const char* key) {
    const auto value = record.find(key);
    return value != record.end() && value->is_string() ? value->get<std::string>() : "";
}

double seconds_of(const Json& record) {
    const auto value = record.find("seconds");
    const double seconds = value != record.end() && value->is_number() ? value->get<double>() : 0;
    return std::isfinite(seconds) && seconds >= 0 && seconds < 1e6 ? seconds : 0;
}

} // namespace

Records::Records(std::vector<Check> checks, std::string run_id)
    : checks_(std::move(checks)), run_id_(std::move(run_id)) {}

void Records::take(std::string_view bytes, const std::function<void(const CheckResult&)>& finished) {
    partial_ += bytes;
    std::size_t begin = 0;
    for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n', begin)) {
        take_line(std::string_view(partial_).substr(begin, end - begin), finished);
        begin = end + 1;
    }
    partial_.erase(0, begin);
    if (partial_.size() > longest_line) {
        suspect("a record of more than 256 KiB");
        partial_.clear();
    }
}

void Records::suspect(std::string what) {
    if (tampering_.empty()) {
        tampering_ = std::move(what);
    }
}

void Records::take_line(std::string_view line, const std::function<void(const CheckResult&)>& finished) {
    Json record;
    try {
        record = parse_json(line, "a record", 8);
    } catch (const Error&) {
        return suspect("a record that is not JSON");
    }
    if (!record.is_object() || text_of(record, "run") != run_id_) {
        return suspect("a record that this run did not write");
    }
    if (text_of(record, "type") != "check") {
        return;
    }
    const auto id = text_of(record, "id");
    const auto check = std::find_if(checks_.begin(), checks_.end(), [&](const Check& c) { return c.id == id; });
    if (check == checks_.end()) {
        return suspect("a record of a check that the suite does not have: " + sanitize_line(id, 100));
    }
    if (finished_.count(id) != 0) {
        return suspect("two records of " + sanitize_line(id, 100));
    }
    CheckResult result;
    result.check = *check;
    const auto outcome = text_of(record, "outcome");
    if (outcome != "passed" && outcome != "failed" && outcome != "skipped") {
        return suspect("a record with the outcome \"" + sanitize_line(outcome, 40) + "\"");
    }
    result.verdict = verdict_from(outcome);
    result.points = result.verdict == Verdict::passed ? check->points : 0;
    result.message = sanitize(text_of(record, "message"));
    result.output = sanitize(text_of(record, "output"));
    result.seconds = seconds_of(record);
    finished(result);
    finished_.emplace(id, std::move(result));
}

std::vector<CheckResult> Records::results(const std::string& reason, const std::string& message) const {
    std::vector<CheckResult> all;
    all.reserve(checks_.size());
    for (const auto& check : checks_) {
        if (const auto found = finished_.find(check.id); found != finished_.end() && !tampered()) {
            all.push_back(found->second);
            continue;
        }
        CheckResult missing;
        missing.check = check;
        missing.reason = tampered() ? "tampered" : reason;
        missing.message = tampered() ? tampering_ : message;
        all.push_back(std::move(missing));
    }
    return all;
}

} // namespace crocum
