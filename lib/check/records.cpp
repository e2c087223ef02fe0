#include "lib/check/records.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/provider/agent_error.hpp"
#include "lib/provider/machine_trouble.hpp"

#include <cmath>

namespace crocum {

namespace {

/// Message and output of a record are limited (run.py); a longer line was not written by the runtime.
constexpr std::size_t longest_record = std::size_t{256} << 10U;
constexpr std::size_t longest_message = std::size_t{16} << 10U;
constexpr std::size_t mac_digits = 64;
/// Seconds.
constexpr double longest_run = 1e6;

/// The number at a key; nothing when it is not a number or out of range.
std::optional<double> number_at(const Json& record, const char* key, double most) {
    const auto value = record.find(key);
    const double number = value != record.end() && value->is_number() ? value->get<double>() : -1;
    return number >= 0 && number <= most ? std::optional(number) : std::nullopt;
}

bool is_reason(const std::string& text) {
    constexpr std::size_t longest = 30;
    return text.size() <= longest && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
}

/// Whether a run can report this combination of verdict, reason and share.
bool makes_sense(const std::string& outcome, const std::string& reason, double share) {
    if (outcome == "passed") {
        return reason.empty();
    }
    if (outcome == "failed") {
        return reason.empty() || reason == crocum::reason::timeout || reason == crocum::reason::error ||
               reason == crocum::reason::reboot;
    }
    return share == 0 && ((outcome == "skipped" && reason.empty()) || (outcome == "ungraded" && !reason.empty()));
}

} // namespace

Records::Records(std::vector<Check> checks, std::string key) : checks_(std::move(checks)), key_(std::move(key)) {
    for (std::size_t i = 0; i < checks_.size(); ++i) {
        places_.emplace(checks_[i].id, i);
    }
}

void Records::take(std::string_view bytes, const RecordObserver& observer) {
    if (tampered()) {
        return;
    }
    partial_ += bytes;
    std::size_t begin = 0;
    for (auto end = partial_.find('\n'); end != std::string::npos && !tampered(); end = partial_.find('\n', begin)) {
        take_line(std::string_view(partial_).substr(begin, end - begin), observer);
        begin = end + 1;
    }
    partial_.erase(0, begin);
    if (partial_.size() > longest_record) {
        mark_tampered("a record of more than 256 KiB");
        partial_.clear();
    }
}

void Records::ended(int status, int signal) {
    if (!partial_.empty()) {
        mark_tampered("a record that does not end");
    }
    if (status_ && (signal != 0 || status != *status_)) {
        mark_tampered(fmt::format(
            "the run announced exit status {}, but ended with {} {}",
            *status_,
            signal != 0 ? "signal" : "status",
            signal != 0 ? signal : status));
    }
}

void Records::mark_tampered(std::string what) {
    if (tampering_.empty()) {
        tampering_ = std::move(what);
    }
}

void Records::take_line(std::string_view line, const RecordObserver& observer) {
    if (line.size() <= mac_digits || line[mac_digits] != ' ') {
        return mark_tampered("a record that this run did not write");
    }
    const auto body = line.substr(mac_digits + 1);
    const auto mac = hmac_sha256(key_, mac_ + std::string(body));
    if (line.substr(0, mac_digits) != mac) {
        return mark_tampered("a record that this run did not write, or not in this order");
    }
    mac_ = mac;
    Json record;
    try {
        record = parse_json(body, "a record", 8);
    } catch (const Error&) {
        return mark_tampered("a record that is not JSON");
    }
    const auto type = record.is_object() ? text_at(record, "type") : "";
    if ((type == "start") == started_ || status_) {
        return mark_tampered(
            status_ ? "a record after the last one" : "the first record is missing, or is there twice");
    }
    if (type == "start") {
        started_ = true;
    } else if (type == "finish") {
        status_ = static_cast<int>(number_at(record, "status", 255).value_or(-1));
    } else if (type == "check") {
        take_result(record, observer);
    } else if (type == "waits") {
        take_waits(record, observer);
    } else {
        mark_tampered("a record of an unknown kind");
    }
}

void Records::take_waits(const Json& record, const RecordObserver& observer) {
    const auto id = text_at(record, "id");
    const auto seconds = number_at(record, "seconds", longest_run);
    if (!seconds) {
        return mark_tampered("an invalid record of " + sanitize_line(id, 100));
    }
    // Once for each check, so that a guest cannot fill a terminal.
    const auto place = places_.find(id);
    if (place != places_.end() && waited_.insert(id).second) {
        observer.waits(checks_[place->second], *seconds);
    }
}

void Records::take_result(const Json& record, const RecordObserver& observer) {
    const auto id = text_at(record, "id");
    const auto place = places_.find(id);
    if (place == places_.end()) {
        constexpr std::size_t enough = 3;
        if (++unknown_count_ <= enough) {
            unknown_.push_back(sanitize_line(shown_id(id), 100));
        }
        return;
    }
    const auto outcome = text_at(record, "outcome");
    const auto reason = text_at(record, "reason");
    const auto share = number_at(record, "share", 1);
    if (!share || !is_reason(reason) || !makes_sense(outcome, reason, *share)) {
        return mark_tampered("an invalid record of " + sanitize_line(id, 100));
    }
    const auto message = text_at(record, "message");
    if (message.size() > longest_message) {
        return mark_tampered("a record with a message that is too long, of " + sanitize_line(id, 100));
    }
    CheckResult result;
    result.check = checks_[place->second];
    result.verdict = verdict_from(outcome);
    result.reason = reason;
    result.share = *share;
    result.message = sanitize(message);
    if (result.reason == to_reason(AgentFault::refused)) {
        result.message = explain_trouble(result.message);
    }
    result.output = sanitize(text_at(record, "output"));
    result.seconds = number_at(record, "seconds", longest_run).value_or(0);
    take_check(std::move(result), observer);
}

void Records::take_check(CheckResult result, const RecordObserver& observer) {
    if (result.check.skipped && result.verdict != Verdict::skipped) {
        // Its points are none, so there is nothing to gain.
        result.verdict = Verdict::ungraded;
        result.reason = reason::internal;
        result.message =
            "the suite skips this check on the host, and does not skip it in the machine: its marker skip must "
            "not depend on the machine";
        result.share = 0;
    }
    // A check with only a part of its points has not passed.
    if (result.verdict == Verdict::passed && result.share < 1) {
        result.verdict = Verdict::failed;
    }
    if (finished_.count(result.check.id) != 0) {
        return mark_tampered("two records of " + sanitize_line(result.check.id, 100));
    }
    observer.finished(result);
    finished_.emplace(result.check.id, std::move(result));
}

std::string Records::unknown_checks() const {
    const auto more = unknown_count_ - unknown_.size();
    return join(unknown_, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string Records::unknown_checks_note() const {
    return unknown_.empty()
               ? ""
               : "\n[checks that the host does not have, so they do not count: " + unknown_checks() + "]\n";
}

std::vector<CheckResult> Records::results(const std::string& otherwise, const std::string& message) const {
    auto why = otherwise;
    auto text = message;
    // pytest's exit statuses for passed, failed, and no tests: it ran all checks that it found.
    if (status_ && (*status_ == 0 || *status_ == 1 || *status_ == 5)) {
        why = reason::internal;
        text = fmt::format(
            "the ids of the checks differ: this host collected this one, and the run {}. Ids, and so the parameters of "
            "checks, must not depend on chance, on the time or on the machine; \"crocum lab validate\" finds what "
            "differs",
            unknown_.empty() ? "did not have it" : "had " + unknown_checks() + " instead");
    }
    auto all = ungraded(checks_, tampered() ? std::string(reason::tampered) : why, tampered() ? tampering_ : text);
    for (auto& result : all) {
        const auto found = finished_.find(result.check.id);
        if (found != finished_.end() && !tampered()) {
            result = found->second;
        }
    }
    return all;
}

} // namespace crocum
