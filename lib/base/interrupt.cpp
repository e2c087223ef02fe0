#include "lib/base/interrupt.hpp"

#include "lib/base/system.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <string_view>

namespace crocum {

namespace {

std::atomic<int> arrived{0};
std::array<int, 2> wake_pipe{-1, -1};
std::atomic<bool> bearing{false};

extern "C" void on_signal(int signal) {
    // The terminal, sshd and sudo can each send a hang-up, so several hang-ups are no request to end at once.
    if (!crocum::raise_interrupt(signal) && signal != SIGHUP) {
        // Only async-signal-safe calls are allowed here. The report was printed after the first signal.
        if (bearing && signal == SIGINT) {
            return;
        }
        constexpr std::string_view text =
            "crocum: ended at once by a second signal; processes that it started may still run\n";
        // A stopped terminal (Ctrl-S) would block the write.
        pollfd room{STDERR_FILENO, POLLOUT, 0};
        if (::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0) {
            [[maybe_unused]] const auto told = ::write(STDERR_FILENO, text.data(), text.size());
        }
        ::_exit(128 + signal);
    }
}

} // namespace

bool raise_interrupt(int signal) noexcept {
    int none = 0;
    if (!arrived.compare_exchange_strong(none, signal)) {
        return false;
    }
    [[maybe_unused]] const auto written = ::write(wake_pipe[1], "!", 1);
    return true;
}

void catch_interrupts() {
    if (::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw system_error("cannot create a pipe");
    }

    struct sigaction action {};

    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);

    // The terminal was closed, or the ssh connection was lost. A process started by nohup ignores SIGHUP already, and
    // keeps ignoring it.
    struct sigaction inherited {};

    ::sigaction(SIGHUP, nullptr, &inherited);
    if (inherited.sa_handler != SIG_IGN) {
        ::sigaction(SIGHUP, &action, nullptr);
    }
    std::signal(SIGPIPE, SIG_IGN);
}

void ignore_second_interrupt() noexcept {
    bearing = true;
}

int interrupt_fd() noexcept {
    return wake_pipe[0];
}

int interrupt_signal() noexcept {
    return arrived.load();
}

void check_interrupt() {
    if (const int signal = arrived.load(); signal != 0) {
        throw Interrupted(signal);
    }
}

void forget_interrupt() noexcept {
    std::array<char, 8> bytes{};
    while (::read(wake_pipe[0], bytes.data(), bytes.size()) > 0) {
    }
    arrived.store(0);
}

void wait_a_moment(Milliseconds moment) noexcept {
    pollfd interrupt{interrupt_fd(), POLLIN, 0};
    ::poll(&interrupt, 1, static_cast<int>(moment.count()));
}

bool await(int fd, short events, Deadline deadline) {
    constexpr Milliseconds moment{500};
    bool interrupted = arrived.load() != 0;
    auto patience = interrupted ? deadline.within(moment) : deadline;
    while (true) {
        std::array<pollfd, 2> ready{{{fd, events, 0}, {interrupted ? -1 : interrupt_fd(), POLLIN, 0}}};
        ::poll(ready.data(), ready.size(), static_cast<int>(patience.left().count()) + 1);
        if (ready[0].revents != 0) {
            return true;
        }
        if (!interrupted && arrived.load() != 0) {
            interrupted = true;
            patience = deadline.within(moment);
        } else if (patience.passed()) {
            check_interrupt();
            return false;
        }
    }
}

} // namespace crocum
