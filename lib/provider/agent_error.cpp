#include "lib/provider/agent_error.hpp"

#include <algorithm>
#include <array>

namespace crocum {

namespace {

struct Description {
    AgentFault fault;
    const char* reason;
    bool transient;
};

constexpr std::array descriptions{
    Description{AgentFault::silent, "agent_silent", true},
    Description{AgentFault::busy, "agent_busy", true},
    Description{AgentFault::machine_off, "machine_off", false},
    Description{AgentFault::replaced, "machine_replaced", false},
    Description{AgentFault::refused, "agent_refused", false},
    Description{AgentFault::disabled, "agent_disabled", false},
    Description{AgentFault::restarted, "agent_restarted", false},
    Description{AgentFault::transport, "transport", true},
    Description{AgentFault::tampered, "tampered", false},
};

const Description& describe(AgentFault fault) noexcept {
    return descriptions.at(static_cast<std::size_t>(fault));
}

/// A fault that is added must be described, in the order of the enum.
constexpr bool is_complete() {
    for (std::size_t i = 0; i < descriptions.size(); ++i) {
        if (static_cast<std::size_t>(descriptions.at(i).fault) != i) {
            return false;
        }
    }
    return descriptions.size() == static_cast<std::size_t>(AgentFault::tampered) + 1;
}

static_assert(is_complete());

} // namespace

const char* to_reason(AgentFault fault) noexcept {
    return describe(fault).reason;
}

bool is_transient(AgentFault fault) noexcept {
    return describe(fault).transient;
}

std::optional<AgentFault> agent_fault(std::string_view reason) noexcept {
    const auto* found = std::find_if(
        descriptions.begin(), descriptions.end(), [&](const Description& one) { return one.reason == reason; });
    return found == descriptions.end() ? std::nullopt : std::optional(found->fault);
}

} // namespace crocum
