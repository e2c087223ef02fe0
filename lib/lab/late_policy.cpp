#include "lib/lab/late_policy.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace crocum {

double LatePolicy::penalty(double seconds) const {
    constexpr double day = 86400;
    if (seconds <= 0 || kind == Kind::none) {
        return 0;
    }
    return kind == Kind::cut_off ? 100 : std::min(at_most, percent * std::ceil(seconds / day));
}

std::string to_string(const LatePolicy& policy) {
    switch (policy.kind) {
    case LatePolicy::Kind::none:
        return "none";
    case LatePolicy::Kind::cut_off:
        return "cut-off";
    case LatePolicy::Kind::per_day:
        break;
    }
    const auto most = policy.at_most < 100 ? fmt::format(", at most {} %", number(policy.at_most)) : "";
    return fmt::format("{} % a day{}", number(policy.percent), most);
}

namespace {

/// A percentage; nothing for anything else.
std::optional<double> percent_from(const std::string& text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc() && rest == end && value >= 0 && value <= 100 ? std::optional(value) : std::nullopt;
}

} // namespace

std::string to_text(const LatePolicy& policy) {
    if (policy.kind != LatePolicy::Kind::per_day) {
        return to_string(policy);
    }
    // Exact: number() rounds.
    return fmt::format("{}", policy.percent) + (policy.at_most < 100 ? fmt::format(":{}", policy.at_most) : "");
}

LatePolicy late_policy_from(const std::string& text) {
    if (text == "none") {
        return {};
    }
    if (text == "cut-off" || text == "cut_off") { // As in lab.yaml.
        return {LatePolicy::Kind::cut_off, 0, 100};
    }
    const auto colon = text.find(':');
    const auto percent = percent_from(text.substr(0, colon));
    const auto at_most = colon == std::string::npos ? 100 : percent_from(text.substr(colon + 1));
    if (!percent || !at_most) {
        throw with_hint(
            UsageError("invalid penalty for late work: {}", sanitize_line(text, 40)),
            "Write none, cut-off, 10 (percent of the score for each day), or 10:50 (at most 50 percent)");
    }
    return {LatePolicy::Kind::per_day, *percent, *at_most};
}

} // namespace crocum
