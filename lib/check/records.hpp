#pragma once

#include "lib/check/check.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// Folds the lines that a guest's run reports into results for the checks that the host collected. The guest can only
/// say how a known check ended; what it says twice, or of checks that nobody knows, counts as tampering.
class Records {
public:
    /// `run_id` is the secret that every line has to carry.
    Records(std::vector<Check> checks, std::string run_id);

    /// Takes bytes as they arrive; calls `finished` for each check that they complete.
    void take(std::string_view bytes, const std::function<void(const CheckResult&)>& finished);

    [[nodiscard]] bool tampered() const { return !tampering_.empty(); }

    /// The first thing that did not make sense.
    [[nodiscard]] const std::string& tampering() const { return tampering_; }

    /// All checks in the order of collection; those without a result are ungraded with `reason` and `message`.
    [[nodiscard]] std::vector<CheckResult> results(const std::string& reason, const std::string& message) const;

private:
    void take_line(std::string_view line, const std::function<void(const CheckResult&)>& finished);
    void suspect(std::string what);

    std::vector<Check> checks_;
    std::string run_id_;
    std::map<std::string, CheckResult> finished_; ///< by id
    std::string partial_;
    std::string tampering_;
};

} // namespace crocum
