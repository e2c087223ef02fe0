#pragma once

#include "lib/base/error.hpp"

namespace crocum {

/// Why an agent gave no usable answer. Each is a reason why something was not measured.
enum class AgentFault {
    silent, ///< no reply in time, or nothing has the port open
    machine_off,
    refused,   ///< the agent answered with an error: the command was not carried out
    disabled,  ///< the agent's configuration forbids the command
    transport, ///< the way to the agent broke: libvirt, socket, somebody else holds it
    tampered,  ///< the reply is not what any agent sends
};

/// "agent_silent", "machine_off", … : the reason codes of ungraded checks.
[[nodiscard]] const char* to_reason(AgentFault fault) noexcept;

class AgentError : public UnreachableError {
public:
    template <typename... Args>
    explicit AgentError(AgentFault why, fmt::format_string<Args...> format, Args&&... args)
        : UnreachableError(format, std::forward<Args>(args)...), fault(why) {}

    AgentFault fault;
};

} // namespace crocum
