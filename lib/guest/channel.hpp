#pragma once

#include "lib/base/clock.hpp"
#include "lib/provider/agent_error.hpp"

#include <memory>
#include <string>

namespace crocum {

class Provider;

/// Bytes. The largest reply that crocum requests is a chunk of a file (Agent::read_chunk) in base64; a longer one is
/// invalid. (libvirt passes on at most 10 MiB.)
constexpr std::size_t longest_reply = std::size_t{1} << 20U;

/// The transport to one agent: one JSON request in, one JSON reply out. Not thread-safe: one worker serves a machine.
class AgentChannel {
public:
    virtual ~AgentChannel() = default;

    /// Returns the reply as text, unparsed. Throws AgentError, at the latest when the deadline passes (libvirt may take
    /// 40 s longer, see Provider::agent_command).
    [[nodiscard]] virtual std::string call(const std::string& request, Deadline deadline) = 0;
};

/// Through libvirt's qemu-agent-command. Keeps the connection alive.
[[nodiscard]] std::unique_ptr<AgentChannel> provider_channel(
    std::shared_ptr<const Provider> provider, std::string domain);

/// A unix socket with the agent behind it: `qemu-ga -m unix-listen`, QEMU's chardev, Proxmox's .qga. Connects and
/// synchronises at the first call and again after a failed one, so that a late reply is never taken for the reply to a
/// later request.
[[nodiscard]] std::unique_ptr<AgentChannel> socket_channel(std::string path);

} // namespace crocum
