#pragma once

#include "lib/base/json.hpp"
#include "lib/check/check.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// What the records of a run say while it runs.
struct RecordObserver {
    std::function<void(const CheckResult&)> finished;
    /// A check with the marker wait failed at first, and is tried again for up to so many seconds.
    std::function<void(const Check&, double seconds)> waits = [](const Check&, double) {};
};

/// Converts the lines of a run into results for the checks that the host collected. Each line has a MAC over itself and
/// the previous line (crocum_runtime/records.py), so a guest without the key cannot add, change, repeat or omit lines;
/// a guest with the key can only report results of known checks. A record of the run itself about another check is none
/// of a student: the suite has other ids in the machine than on the host. It counts for nothing.
class Records {
public:
    /// `key`: the secret of this run, raw bytes.
    Records(std::vector<Check> checks, std::string key);

    /// Processes arriving bytes.
    void take(std::string_view bytes, const RecordObserver& observer);

    /// Compares the end of the process with the last record.
    void ended(int status, int signal);

    /// Whether the last record has arrived.
    [[nodiscard]] bool finished() const { return status_.has_value(); }

    [[nodiscard]] bool tampered() const { return !tampering_.empty(); }

    /// The first violation; empty when there was none.
    [[nodiscard]] const std::string& tampering() const { return tampering_; }

    /// Marks the records as not written by the run: all results become ungraded.
    void mark_tampered(std::string what);

    /// A note for the suite's output: the checks that the run had and the host's copy of the suite has not; empty when
    /// there was none.
    [[nodiscard]] std::string unknown_checks_note() const;

    /// All checks in the order of collection; those without a result are ungraded with the reason `otherwise` and
    /// `message`, or, when the run is complete without them, because the machine has no checks of these ids.
    [[nodiscard]] std::vector<CheckResult> results(const std::string& otherwise, const std::string& message) const;

private:
    [[nodiscard]] std::string unknown_checks() const;
    void take_line(std::string_view line, const RecordObserver& observer);
    void take_waits(const Json& record, const RecordObserver& observer);
    void take_result(const Json& record, const RecordObserver& observer);
    void take_check(CheckResult result, const RecordObserver& observer);

    std::vector<Check> checks_;
    std::map<std::string, std::size_t> places_; ///< of checks, by id
    std::string key_;
    std::string mac_; ///< of the last line
    bool started_ = false;
    std::optional<int> status_;                   ///< exit status in the last record
    std::map<std::string, CheckResult> finished_; ///< by id
    std::set<std::string> waited_;                ///< ids of the checks that were tried again
    std::vector<std::string> unknown_;            ///< the first ids that the host does not know, sanitised
    std::size_t unknown_count_ = 0;
    std::string partial_;
    std::string tampering_;
};

} // namespace crocum
