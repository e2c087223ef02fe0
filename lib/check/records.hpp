#pragma once

#include "lib/check/check.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// Folds the lines that a run reports into results for the checks that the host collected. Each line carries a MAC over
/// itself and the line before (crocum_runtime/records.py), so a guest that does not have the key can add, change,
/// repeat or leave out nothing; one that has it can still only say how a known check ended.
class Records {
public:
    /// `key`: the secret of this run, raw bytes.
    Records(std::vector<Check> checks, std::string key);

    /// Takes bytes as they arrive; calls `finished` for each check that they complete.
    void take(std::string_view bytes, const std::function<void(const CheckResult&)>& finished);

    /// Takes how the process ended, which has to be what the last record says.
    void ended(int status, int signal);

    /// Whether the run has said that this was its last record.
    [[nodiscard]] bool finished() const { return status_.has_value(); }

    [[nodiscard]] bool tampered() const { return !tampering_.empty(); }

    /// The first thing that did not make sense.
    [[nodiscard]] const std::string& tampering() const { return tampering_; }

    /// Records of something else than the run wrote them: then nothing of it is believed.
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
    std::optional<int> status_;                   ///< what the last record says of the run's end
    std::map<std::string, CheckResult> finished_; ///< by id
    std::string partial_;
    std::string tampering_;
};

} // namespace crocum
