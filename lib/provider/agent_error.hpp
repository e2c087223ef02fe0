#pragma once

#include "lib/base/error.hpp"

#include <optional>
#include <string_view>

namespace crocum {

/// Why an agent gave no usable answer. Each is a reason why something was not measured.
enum class AgentFault {
    silent, ///< no reply in time, or nothing has the port open
    busy,   ///< somebody else holds the agent; the command was provably not started
    machine_off,
    replaced,  ///< the domain of that name is not the one that was made
    refused,   ///< the agent answered with an error: the command was not carried out
    disabled,  ///< the agent's configuration forbids the command
    restarted, ///< the agent (or its machine) started anew and knows nothing of what the earlier one had begun
    transport, ///< the way to the agent broke: libvirt or the socket
    tampered,  ///< the reply is not what any agent sends
};

/// "agent_silent", "machine_off", … : the reason codes of ungraded checks.
[[nodiscard]] const char* to_reason(AgentFault fault) noexcept;

/// Whether the same command can succeed minutes later without anybody's help: a silent or busy agent, a lost
/// connection.
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
