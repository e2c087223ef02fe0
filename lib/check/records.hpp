#pragma once

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
/// a guest with the key can only report results of known checks.
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

    /// All checks in the order of collection; those without a result are ungraded with `reason` and `message`.
    [[nodiscard]] std::vector<CheckResult> results(const std::string& reason, const std::string& message) const;

private:
    void take_line(std::string_view line, const std::function<void(const CheckResult&)>& finished);
    void take_check(CheckResult result, const std::function<void(const CheckResult&)>& finished);

    std::vector<Check> checks_;
    std::map<std::string, std::size_t> places_; ///< of checks, by id
    std::string key_;
    std::string mac_; ///< of the last line
    bool started_ = false;
    std::optional<int> status_;                   ///< exit status in the last record
    std::map<std::string, CheckResult> finished_; ///< by id
    std::string partial_;
    std::string tampering_;
};

} // namespace crocum
