#pragma once

#include "lib/base/json.hpp"
#include "lib/check/check.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// Converts the lines of a run into results for the checks that the host collected. Each line has a MAC over itself and
/// the previous line (crocum_runtime/records.py), so a guest without the key cannot add, change, repeat or omit lines;
/// a guest with the key can only report results of known checks. A record of the run itself about another check is none
/// of a student: the suite has other ids in the machine than on the host. It counts for nothing.
class Records {
public:
    /// `key`: the secret of this run, raw bytes.
    Records(std::vector<Check> checks, std::string key);

    /// Processes arriving bytes; calls `finished` for each completed check.
    void take(std::string_view bytes, const std::function<void(const CheckResult&)>& finished);

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
    void take_line(std::string_view line, const std::function<void(const CheckResult&)>& finished);
    void take_result(const Json& record, const std::function<void(const CheckResult&)>& finished);
    void take_check(CheckResult result, const std::function<void(const CheckResult&)>& finished);

    std::vector<Check> checks_;
    std::map<std::string, std::size_t> places_; ///< of checks, by id
    std::string key_;
    std::string mac_; ///< of the last line
    bool started_ = false;
    std::optional<int> status_;                   ///< exit status in the last record
    std::map<std::string, CheckResult> finished_; ///< by id
    std::vector<std::string> unknown_;            ///< the first ids that the host does not know, sanitised
    std::size_t unknown_count_ = 0;
    std::string partial_;
    std::string tampering_;
};

} // namespace crocum
