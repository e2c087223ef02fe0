#include "lib/guest/tail.hpp"

namespace crocum {

Tail::Tail(Agent& agent, std::string path, std::size_t limit) : agent_(agent), path_(std::move(path)), limit_(limit) {}

bool Tail::open(Deadline deadline) {
    try {
        file_.emplace(agent_, path_, "r", deadline);
    } catch (const AgentError& error) {
        if (error.fault == AgentFault::refused) {
            return false;
        }
        throw;
    }
    if (taken_ > 0) {
        file_->seek(static_cast<std::int64_t>(taken_), deadline);
    }
    return true;
}

std::string Tail::read(Deadline deadline) {
    at_end_ = false;
    if (over_limit_) {
        return {};
    }
    if (!file_ && !open(deadline)) {
        at_end_ = true;
        return {};
    }
    std::string bytes;
    try {
        bytes = file_->read(deadline);
    } catch (const AgentError& error) {
        if (error.fault != AgentFault::refused) {
            throw;
        }
        // A restarted agent does not know the handle; after a reboot the file may be missing as well.
        file_.reset();
        if (!open(deadline)) {
            at_end_ = true;
            return {};
        }
        bytes = file_->read(deadline);
    }
    if (bytes.size() > limit_ - taken_) {
        over_limit_ = true;
        bytes.resize(limit_ - taken_);
    }
    taken_ += bytes.size();
    at_end_ = bytes.empty() && !over_limit_;
    return bytes;
}

void Tail::empty_file(Deadline deadline) {
    AgentFile(agent_, path_, "w", deadline).close(deadline);
}

bool Tail::drain(const std::function<void(std::string_view)>& take, Deadline enough, Deadline last) {
    bool any = false;
    while (true) {
        const auto bytes = read(last.within(Agent::patience));
        if (!bytes.empty()) {
            take(bytes);
            any = true;
        }
        if (bytes.empty() || enough.passed()) {
            return any;
        }
    }
}

} // namespace crocum
