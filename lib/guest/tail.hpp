#pragma once

#include "lib/guest/agent_file.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace crocum {

/// Follows a growing file in a guest with one open handle. The file may appear later; after a restart of the agent,
/// reading continues at the same position.
class Tail {
public:
    /// At most `limit` bytes are ever read. The agent has to outlive this object.
    Tail(Agent& agent, std::string path, std::size_t limit);

    /// The bytes written since the last call, at most one chunk; empty when there are none (or the file does not exist
    /// yet).
    [[nodiscard]] std::string read(Deadline deadline);

    /// Passes on the present content, chunk by chunk. No chunk is requested after `enough`; the reply to a requested
    /// chunk is awaited until `last`, because its bytes are lost with it. Returns whether there was any.
    bool drain(const std::function<void(std::string_view)>& take, Deadline enough, Deadline last);

    /// Whether the last read reached the end of the file.
    [[nodiscard]] bool at_end() const { return at_end_; }

    /// Whether the file is larger than the limit.
    [[nodiscard]] bool over_limit() const { return over_limit_; }

    /// Truncates the file. A process that appends to it continues at its start.
    void empty_file(Deadline deadline);

private:
    /// False when the file does not exist.
    bool open(Deadline deadline);

    Agent& agent_;
    std::string path_;
    std::size_t limit_;
    std::size_t taken_ = 0;
    bool over_limit_ = false;
    bool at_end_ = false;
    std::optional<AgentFile> file_;
};

} // namespace crocum
