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

} // namespace crocum
