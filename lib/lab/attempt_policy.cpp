#include "lib/lab/attempt_policy.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"

namespace crocum {

const char* to_string(AttemptPolicy policy) noexcept {
    switch (policy) {
    case AttemptPolicy::best:
        return "best";
    case AttemptPolicy::first:
        return "first";
    default:
        return "last";
    }
}

AttemptPolicy attempt_policy_from(const std::string& text) {
    for (const auto policy : {AttemptPolicy::last, AttemptPolicy::best, AttemptPolicy::first}) {
        if (text == to_string(policy)) {
            return policy;
        }
    }
    throw UsageError("an attempt policy is last, best or first, not \"{}\"", sanitize_line(text, 40));
}

} // namespace crocum
