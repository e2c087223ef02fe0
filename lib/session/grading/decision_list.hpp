#pragma once

#include "lib/session/context.hpp"
#include "lib/store/decision.hpp"
#include "lib/store/instance.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// One decision, with what the current attempt measured.
struct ListedDecision {
    std::string student;
    Decision decision;
    std::string title;              ///< of the check, in the current attempt; empty for the whole score
    std::string number;             ///< likewise
    std::optional<double> measured; ///< points in the current attempt; nothing: ungraded, or no such check
    double of_now = 0;              ///< points of the check, or of all checks, in the current attempt; 0: not known
    bool in_effect = false;         ///< not replaced, not withdrawn, and its check still exists
    bool measured_is_better = false;
};

/// A student's decisions in chronological order: those in effect, or all with `history`. Throws Error when a file
/// cannot be read.
[[nodiscard]] std::vector<ListedDecision> list_decisions(const Context& context, const InstanceId& id, bool history);

} // namespace crocum
