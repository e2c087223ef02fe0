#include "lib/lab/late_policy.hpp"

#include "lib/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

} // namespace crocum
