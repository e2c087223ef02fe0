#pragma once

#include "lib/guest/agent.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace crocum {

/// An open file of a guest. It is always closed at the end of the scope, because an agent keeps open files, and with
/// them the space of removed files.
class AgentFile {
public:
    /// Like Agent::open. The agent has to outlive this object.
    AgentFile(Agent& agent, const std::string& path, const char* mode, Deadline deadline)
        : agent_(agent), handle_(agent.open(path, mode, deadline)) {}

    AgentFile(const AgentFile&) = delete;
    AgentFile& operator=(const AgentFile&) = delete;
    ~AgentFile();

    [[nodiscard]] std::string read(Deadline deadline) { return agent_.read(*handle_, deadline); }

    void write(std::string_view bytes, Deadline deadline) { agent_.write(*handle_, bytes, deadline); }

    void flush(Deadline deadline) { agent_.flush(*handle_, deadline); }

    void seek(std::int64_t offset, Deadline deadline) { agent_.seek(*handle_, offset, deadline); }

    /// Reports an error for bytes that could not be written.
    void close(Deadline deadline);

private:
    Agent& agent_;
    std::optional<std::int64_t> handle_;
};

} // namespace crocum
