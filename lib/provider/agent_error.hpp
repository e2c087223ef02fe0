#pragma once

#include "lib/base/error.hpp"

#include <optional>
#include <string_view>

namespace crocum {

/// The reason why an agent gave no usable answer. Each one makes checks ungraded.
enum class AgentFault {
    silent, ///< no reply in time, or no process has the port open
    busy,   ///< another client uses the agent; the command was provably not started
    machine_off,
    replaced,  ///< the domain with this name is not the recorded one
    refused,   ///< the agent answered with an error: the command was not carried out
    disabled,  ///< the machine has no agent channel, or the agent's configuration forbids the command
    restarted, ///< the agent (or its machine) was restarted, and does not know earlier commands
    transport, ///< the connection to the agent failed: libvirt or the socket
    tampered,  ///< the reply violates the agent protocol; the last one (agent_error.cpp counts on it)
};

/// "agent_silent", "machine_off", … : the reason codes of ungraded checks.
[[nodiscard]] const char* to_reason(AgentFault fault) noexcept;

/// Whether the same command can succeed minutes later without any action: a silent or busy agent, a lost connection.
[[nodiscard]] bool is_transient(AgentFault fault) noexcept;

/// The fault with this reason code; nothing for any other text.
[[nodiscard]] std::optional<AgentFault> agent_fault(std::string_view reason) noexcept;

class AgentError : public UnreachableError {
public:
    template <typename... Args>
    explicit AgentError(AgentFault why, fmt::format_string<Args...> format, Args&&... args)
        : UnreachableError(format, std::forward<Args>(args)...), fault(why) {}

    AgentFault fault;
};

} // namespace crocum
