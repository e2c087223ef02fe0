#include "lib/guest/tail.hpp"

namespace crocum {

Tail::Tail(Agent& agent, std::string path, std::size_t limit) : agent_(agent), path_(std::move(path)), left_(limit) {}

Tail::~Tail() {
    try {
        if (handle_) {
            agent_.close(*handle_, Deadline(Seconds(5)));
        }
    } catch (const std::exception&) {
        // An agent that is gone has closed its files.
    }
}

std::string Tail::read(Deadline deadline) {
    if (!handle_) {
        try {
            handle_ = agent_.open(path_, "r", deadline);
        } catch (const AgentError& error) {
            if (error.fault == AgentFault::refused) {
                return {};
            }
            throw;
        }
    }
    if (over_limit_) {
        return {};
    }
    auto bytes = agent_.read(*handle_, deadline);
    if (bytes.size() > left_) {
        over_limit_ = true;
        bytes.resize(left_);
    }
    left_ -= bytes.size();
    return bytes;
}

bool Tail::drain(const std::function<void(std::string_view)>& take, Deadline deadline) {
    bool any = false;
    while (true) {
        const auto bytes = read(Deadline(Agent::patience));
        if (!bytes.empty()) {
            take(bytes);
            any = true;
        }
        if (bytes.empty() || deadline.passed()) {
            return any;
        }
    }
}

} // namespace crocum
