#pragma once

#include "lib/guest/agent_file.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace crocum {

/// Follows a growing file in a guest with one open handle. The file may appear later; an agent that was restarted in
/// between is asked to go on where the earlier one was.
class Tail {
public:
    /// At most `limit` bytes are ever read. The agent has to outlive this object.
    Tail(Agent& agent, std::string path, std::size_t limit);

    /// What was written since the last call, at most one chunk; empty when nothing was (or the file is not there yet).
    [[nodiscard]] std::string read(Deadline deadline);

    /// Hands over what is there now, chunk by chunk. No chunk is asked for after `enough`; one that was asked for has
    /// until `last`: its bytes are lost with its reply. Whether there was anything.
    bool drain(const std::function<void(std::string_view)>& take, Deadline enough, Deadline last);

    /// Whether the last read found that there is no more.
    [[nodiscard]] bool at_end() const { return at_end_; }

    /// Whether the file has more than the limit.
    [[nodiscard]] bool over_limit() const { return over_limit_; }

    /// Empties the file. A process that appends to it goes on at its start.
    void empty_file(Deadline deadline);

private:
    /// False where there is no such file.
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
