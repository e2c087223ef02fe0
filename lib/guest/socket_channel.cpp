#include "lib/base/digest.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/json.hpp"
#include "lib/base/system.hpp"
#include "lib/guest/channel.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <optional>
#include <string_view>

namespace crocum {

namespace {

class SocketChannel : public AgentChannel {
public:
    explicit SocketChannel(std::string path) : path_(std::move(path)) {}

    std::string call(const std::string& request, Deadline deadline) override {
        grace_.reset();
        try {
            if (!fd_) {
                connect();
                synchronise(deadline);
            }
            require_silence();
            send(request + "\n", deadline);
            return receive_line(deadline);
        } catch (...) {
            // A reply that arrives later must not be read as the next reply.
            fd_.reset();
            throw;
        }
    }

private:
    template <typename... Args>
    [[nodiscard]] AgentError broken(fmt::format_string<Args...> format, Args&&... args) const {
        return AgentError(AgentFault::transport, "{}: {}", path_, fmt::format(format, std::forward<Args>(args)...));
    }

    void connect() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        if (path_.size() >= sizeof address.sun_path) {
            throw broken("the path of a socket can have at most {} bytes", sizeof address.sun_path - 1);
        }
        path_.copy(address.sun_path, path_.size());
        fd_ = Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            const int reason = errno;
            if (reason == EAGAIN) {
                // The queue of the socket is full; an agent serves one client at a time.
                throw AgentError(
                    AgentFault::busy,
                    "the agent at {} does not take another client: others wait for it already (it hangs, or it is in "
                    "use)",
                    path_);
            }
            // "Refused" or "missing" means that no agent runs; any other error is a problem of the host.
            const bool absent = reason == ECONNREFUSED || reason == ENOENT;
            throw AgentError(
                absent ? AgentFault::silent : AgentFault::transport,
                "cannot connect to the agent's socket {}: {}",
                path_,
                std::strerror(reason));
        }
        buffer_.clear();
    }

    /// One request has one reply. A second one would be taken for the reply to the next request.
    void require_silence() {
        char byte = 0;
        if (!buffer_.empty() || ::recv(fd_.get(), &byte, 1, MSG_PEEK) > 0) {
            throw AgentError(AgentFault::tampered, "{}: the agent sent a reply without a request", path_);
        }
    }

    /// 0xFF resets the agent's parser, and its answer starts with 0xFF too (qga's guest-sync-delimited); replies meant
    /// for an earlier client are before that.
    void synchronise(Deadline deadline) {
        const auto id = std::stoll(random_hex(6), nullptr, 16);
        send(fmt::format("\xFF{{\"execute\":\"guest-sync-delimited\",\"arguments\":{{\"id\":{}}}}}\n", id), deadline);
        while (true) {
            heed_interrupt();
            if (deadline.passed()) {
                throw AgentError(AgentFault::silent, "the agent at {} does not answer guest-sync", path_);
            }
            auto line = receive_line(deadline);
            const auto mark = line.rfind('\xFF');
            if (mark == std::string::npos) {
                continue;
            }
            const auto reply = parse_sync(std::string_view(line).substr(mark + 1));
            if (reply.is_object() && reply.value("return", Json()) == Json(id)) {
                return;
            }
        }
    }

    Json parse_sync(std::string_view text) const {
        try {
            return parse_json(text, "the agent's reply", 4, 20);
        } catch (const Error&) {
            throw AgentError(AgentFault::tampered, "{}: the agent answers guest-sync with an invalid reply", path_);
        }
    }

    /// With an agent that sends single bytes slowly no wait times out; therefore after an interruption the whole call
    /// has only 500 ms left.
    void heed_interrupt() {
        if (interrupt_signal() == 0) {
            return;
        }
        if (!grace_) {
            grace_ = Deadline(Milliseconds(500));
        } else if (grace_->passed()) {
            check_interrupt();
        }
    }

    void wait(short events, Deadline deadline) const {
        if (!await(fd_.get(), events, deadline) || deadline.passed()) {
            throw AgentError(
                AgentFault::silent,
                "the agent at {} does not answer (a second client has to wait until the first one closes)",
                path_);
        }
    }

    void send(std::string_view bytes, Deadline deadline) {
        while (!bytes.empty()) {
            heed_interrupt();
            const auto count = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (count > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(count));
            } else if (errno == EAGAIN || errno == EINTR) {
                wait(POLLOUT, deadline);
            } else {
                throw broken("the agent closed the connection ({})", std::strerror(errno));
            }
        }
    }

    std::string receive_line(Deadline deadline) {
        std::size_t searched = 0;
        while (true) {
            if (const auto end = buffer_.find('\n', searched); end != std::string::npos) {
                auto line = buffer_.substr(0, end);
                buffer_.erase(0, end + 1);
                return line;
            }
            heed_interrupt();
            if (deadline.passed()) {
                throw AgentError(AgentFault::silent, "the agent at {} sends without an end", path_);
            }
            searched = buffer_.size();
            if (buffer_.size() > longest_reply) {
                throw AgentError(AgentFault::tampered, "{}: a reply of more than {} bytes", path_, longest_reply);
            }
            std::array<char, 65536> chunk{};
            const auto count = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
            if (count > 0) {
                buffer_.append(chunk.data(), static_cast<std::size_t>(count));
            } else if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
                wait(POLLIN, deadline);
            } else {
                throw broken("the agent closed the connection");
            }
        }
    }

    std::string path_;
    Fd fd_;
    std::string buffer_;
    std::optional<Deadline> grace_; ///< for the rest of a call after a signal has arrived
};

} // namespace

std::unique_ptr<AgentChannel> socket_channel(std::string path) {
    return std::make_unique<SocketChannel>(std::move(path));
}

} // namespace crocum
