#include "cmd/event_stream.hpp"

#include "cmd/failure.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/system.hpp"
#include "lib/base/text.hpp"
#include "lib/base/version.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <string_view>

namespace crocum {

namespace {

constexpr int event_schema = 1;

/// ISO 8601 in UTC with milliseconds.
std::string to_iso_milliseconds(Time time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    const auto rest = std::chrono::duration_cast<Milliseconds>(time - second).count();
    auto text = to_iso(second);
    text.pop_back();
    return fmt::format("{}.{:03}Z", text, rest);
}

/// A FIFO without a reader blocks until there is one, or a signal arrives.
Fd open_for_events(const std::string& file) {
    if (file == "-") {
        return Fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    }
    for (;;) {
        Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666));
        if (fd || errno != EINTR) {
            return fd;
        }
        check_interrupt();
    }
}

/// Waits until PIPE_BUF bytes can be written without blocking. Returns false when a signal has arrived and the reader
/// does not read: Ctrl-C must not wait for it.
bool wait_for_reader(int fd) {
    constexpr int patience = 1000; // milliseconds
    for (;;) {
        const bool interrupted = interrupt_signal() != 0;
        std::array<pollfd, 2> waits{pollfd{fd, POLLOUT, 0}, pollfd{interrupt_fd(), POLLIN, 0}};
        const int ready = ::poll(waits.data(), interrupted ? 1 : 2, interrupted ? patience : -1);
        if (waits[0].revents != 0 || (ready < 0 && errno != EINTR)) {
            return true;
        }
        if (interrupted && ready == 0) {
            return false;
        }
    }
}

} // namespace

void EventStream::open(const std::vector<std::string>& arguments) {
    if (!file) {
        return;
    }
    if (file->empty()) {
        throw UsageError("--events needs a file, or \"-\" for stdout");
    }
    if (on_stdout() && has_option(arguments, {"--json"})) {
        throw with_hint(
            UsageError("--events - and --json both write to stdout"),
            "Give --events a file, or leave out --json: the result event has the same document");
    }
    fd_ = open_for_events(*file);
    if (!fd_) {
        throw system_error("cannot write events to {}", sanitize_line(*file));
    }
    write_line(
        {{"event", "start"},
         {"schema", event_schema},
         {"crocum", version()},
         {"pid", ::getpid()},
         {"arguments", arguments}});
    rethrow();
}

void EventStream::write(const Event& event) {
    if (is_open()) {
        write_line(to_json(event));
    }
}

void EventStream::result(const Json& document) {
    write_line({{"event", "result"}, {"document", document}});
}

void EventStream::close(int status) {
    write_line({{"event", "exit"}, {"status", status}, {"error", Json()}});
    fd_.reset();
    rethrow();
}

void EventStream::close_after_failure(int status, const Json& error) noexcept {
    try {
        write_line({{"event", "exit"}, {"status", status}, {"error", error}});
    } catch (const std::exception&) {
        // The user sees the failure of the run.
    }
    fd_.reset();
}

void EventStream::rethrow() const {
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

void EventStream::write_line(Json object) {
    if (!is_open()) {
        return;
    }
    object["seq"] = ++number_;
    object["time"] = to_iso_milliseconds(current_time());
    const auto line = to_line(object) + "\n";
    std::string_view rest = line;
    while (!rest.empty() && wait_for_reader(fd_.get())) {
        const auto written = ::write(fd_.get(), rest.data(), std::min<std::size_t>(rest.size(), PIPE_BUF));
        if (written >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            break;
        } else if (errno != EINTR) {
            failure_ = std::make_exception_ptr(system_error("cannot write events to {}", sanitize_line(*file)));
            fd_.reset();
            return;
        }
    }
    if (!rest.empty()) {
        fd_.reset(); // There is no reader any more.
    }
}

} // namespace crocum
