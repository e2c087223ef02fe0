#include "lib/check/cross_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace crocum {

namespace {

constexpr std::size_t least = 3;
constexpr int repeats = 2;

CheckResult& result_of(std::vector<CheckResult>& results, const Check& check) {
    return *std::find_if(
        results.begin(), results.end(), [&](const CheckResult& result) { return result.check.id == check.id; });
}

void set_ungraded(CheckResult& result, const std::string& reason, const std::string& message) {
    result.verdict = Verdict::ungraded;
    result.reason = reason;
    result.message = message;
    result.share = 0;
}

std::string told(const CheckResult& result) {
    return fmt::format("{}{}{}", to_string(result.verdict), result.message.empty() ? "" : ": ", result.message);
}

} // namespace

std::vector<Check> sample(const std::vector<CheckResult>& results) {
    std::vector<Check> passed;
    for (const auto& result : results) {
        if (result.verdict == Verdict::passed) {
            passed.push_back(result.check);
        }
    }
    // Unpredictable for the guest, which does not know the host's random numbers.
    std::shuffle(passed.begin(), passed.end(), std::random_device());
    passed.resize(std::min(passed.size(), std::max(least, (passed.size() + 2) / 3)));
    return passed;
}

void compare(std::vector<CheckResult>& results, const std::vector<Check>& sample, const BothWays& both) {
    auto open = sample;
    auto guests = results;
    for (int round = 0; !open.empty(); ++round) {
        if (round > 0) {
            guests = both.in_guest(open);
        }
        const auto hosts = both.on_host(open);
        std::vector<Check> differing;
        for (const auto& host : hosts) {
            const auto guest = result_of(guests, host.check);
            auto& result = result_of(results, host.check);
            if (guest.verdict == Verdict::ungraded) {
                result = guest; // The repetition was not measured.
            } else if (host.verdict == Verdict::ungraded) {
                set_ungraded(result, host.reason, "the comparison from the host failed: " + host.message);
            } else if (guest.verdict == host.verdict) {
                result = guest;
            } else if (round < repeats) {
                differing.push_back(host.check);
            } else {
                set_ungraded(
                    result,
                    reason::mismatch,
                    fmt::format(
                        "in the machine it {}; from the host it {}; the difference stayed through {} repeats",
                        told(guest),
                        told(host),
                        repeats));
            }
        }
        open = std::move(differing);
    }
}

} // namespace crocum
