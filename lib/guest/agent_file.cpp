#include "lib/guest/agent_file.hpp"

#include <utility>

namespace crocum {

AgentFile::~AgentFile() {
    try {
        if (handle_) {
            close(Deadline(Seconds(5)));
        }
    } catch (const std::exception&) {
        // An agent that has ended has closed its files.
    }
}

void AgentFile::close(Deadline deadline) {
    agent_.close(*std::exchange(handle_, std::nullopt), deadline);
}

} // namespace crocum
