#pragma once

#include <string>

namespace crocum {

/// Which of a student's complete attempts gives the score: lab.yaml's `attempts`.
enum class AttemptPolicy {
    last, ///< the newest
    best, ///< the one with the most points after penalties; of equal ones the earliest
    first,
};

[[nodiscard]] const char* to_string(AttemptPolicy policy) noexcept;
/// Throws UsageError for an unknown word.
[[nodiscard]] AttemptPolicy attempt_policy_from(const std::string& text);

} // namespace crocum
