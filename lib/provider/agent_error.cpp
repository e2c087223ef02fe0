#include "lib/provider/agent_error.hpp"

namespace crocum {

const char* to_reason(AgentFault fault) noexcept {
    switch (fault) {
    case AgentFault::silent:
        return "agent_silent";
    case AgentFault::busy:
        return "agent_busy";
    case AgentFault::restarted:
        return "agent_restarted";
    case AgentFault::machine_off:
        return "machine_off";
    case AgentFault::replaced:
        return "machine_replaced";
    case AgentFault::disabled:
        return "agent_disabled";
    case AgentFault::tampered:
        return "tampered";
    case AgentFault::refused:
    case AgentFault::transport:
        break;
    }
    return "transport";
}

bool is_transient(AgentFault fault) noexcept {
    return fault == AgentFault::silent || fault == AgentFault::busy || fault == AgentFault::transport;
}

std::optional<AgentFault> agent_fault(std::string_view reason) noexcept {
    for (const auto fault :
         {AgentFault::silent,
          AgentFault::busy,
          AgentFault::machine_off,
          AgentFault::replaced,
          AgentFault::transport,
          AgentFault::disabled,
          AgentFault::restarted,
          AgentFault::tampered}) {
        if (reason == to_reason(fault)) {
            return fault;
        }
    }
    return std::nullopt;
}

} // namespace crocum
