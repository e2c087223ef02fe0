#include "lib/base/process.hpp"

#include "lib/base/child.hpp"
#include "lib/base/error.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/interrupt.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <utility>

namespace crocum {

namespace {

constexpr int tick_ms = 50;

void keep(std::string& kept, std::string_view chunk, std::size_t limit, bool& truncated) {
    const auto room = limit - std::min(limit, kept.size());
    truncated = truncated || chunk.size() > room;
    kept.append(chunk.substr(0, room));
}

/// Reads what is there; closes at the end of the stream. Returns how many bytes came.
std::size_t drain(Fd& fd, std::string& kept, std::size_t limit, bool& truncated) {
    std::array<char, 65536> buffer{};
    const auto count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count > 0) {
        keep(kept, {buffer.data(), static_cast<std::size_t>(count)}, limit, truncated);
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
        fd.reset();
    }
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

/// Reads the child's remaining output from the pipe. It does not wait for a grandchild that holds the other end, and
/// does not read for ever when the grandchild keeps writing: the child's own output is at most what a pipe holds.
void drain_rest(Fd& fd, std::string& kept, std::size_t limit, bool& truncated) {
    constexpr Seconds patience{1};
    const Deadline deadline(patience);
    const int holds = ::fcntl(fd.get(), F_GETPIPE_SZ);
    pollfd ready{fd.get(), POLLIN, 0};
    for (std::size_t read = 0; fd && std::cmp_less(read, holds) && !deadline.passed() && ::poll(&ready, 1, 0) == 1;) {
        read += drain(fd, kept, limit, truncated);
    }
}

void feed(Fd& fd, std::string_view input, std::size_t& sent) {
    const auto count = ::write(fd.get(), input.data() + sent, input.size() - sent);
    if (count > 0) {
        sent += static_cast<std::size_t>(count);
    } else if (count < 0 && errno != EINTR && errno != EAGAIN) {
        sent = input.size(); // The child reads no more.
    }
    if (sent == input.size()) {
        fd.reset();
    }
}

} // namespace

std::string ProcessResult::outcome() const {
    if (timed_out) {
        return "timed out";
    }
    return signal != 0 ? fmt::format("killed by signal {}", signal) : fmt::format("exit status {}", status);
}

ProcessResult run(const ProcessSpec& spec) {
    check_interrupt();
    Child child(spec);
    ProcessResult result;
    std::size_t sent = 0;
    bool interrupted = false;
    std::exception_ptr failure;
    std::optional<Deadline> kill_at = spec.deadline;
    const auto stop = [&] {
        child.ask_to_end();
        kill_at = kill_at ? kill_at->within(spec.grace) : Deadline(spec.grace);
    };

    // A grandchild can keep the pipes open longer; only the end of the child itself counts.
    while (!child.reap()) {
        const std::array<pollfd, 5> wanted{
            pollfd{child.pidfd.get(), POLLIN, 0},
            pollfd{child.out.get(), POLLIN, 0},
            pollfd{child.err.get(), POLLIN, 0},
            pollfd{child.in.get(), POLLOUT, 0},
            pollfd{interrupted ? -1 : interrupt_fd(), POLLIN, 0}};
        auto polled = wanted;
        ::poll(polled.data(), polled.size(), tick_ms);
        if (polled[1].revents != 0) {
            drain(child.out, result.out, spec.capture_limit, result.truncated);
        }
        if (polled[2].revents != 0) {
            drain(child.err, result.err, spec.capture_limit, result.truncated);
        }
        if (polled[3].revents != 0) {
            feed(child.in, spec.input, sent);
        }
        if (!interrupted && interrupt_signal() != 0) {
            interrupted = true;
            child.ask_to_end();
        }
        if (spec.soft_deadline && spec.soft_deadline->passed() && !result.timed_out) {
            result.timed_out = true;
            stop();
        }
        if (kill_at && kill_at->passed()) {
            result.timed_out = true;
            child.kill();
        }
        if (spec.on_tick && !failure) {
            try {
                spec.on_tick();
            } catch (...) {
                // The child would continue without crocum. Therefore it ends first, and then the exception reaches the
                // caller.
                failure = std::current_exception();
                stop();
            }
        }
    }
    drain_rest(child.out, result.out, spec.capture_limit, result.truncated);
    drain_rest(child.err, result.err, spec.capture_limit, result.truncated);
    if (interrupted) {
        throw Interrupted(interrupt_signal());
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    if (child.end().si_code == CLD_EXITED) {
        result.status = child.end().si_status;
    } else {
        result.signal = child.end().si_status;
    }
    return result;
}

std::optional<std::filesystem::path> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        if (::access(name.c_str(), X_OK) == 0) {
            return std::filesystem::absolute(name);
        }
        return std::nullopt;
    }
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
    while (!rest.empty()) {
        const auto colon = std::min(rest.find(':'), rest.size());
        const auto candidate = std::filesystem::path(rest.substr(0, colon)) / name;
        if (candidate.is_absolute() && ::access(candidate.c_str(), X_OK) == 0 &&
            !std::filesystem::is_directory(candidate)) {
            return candidate;
        }
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return std::nullopt;
}

} // namespace crocum
