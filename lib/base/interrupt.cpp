#include "lib/base/interrupt.hpp"

#include "lib/base/system.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>

namespace crocum {

namespace {

std::atomic<int> arrived{0};
std::array<int, 2> wake_pipe{-1, -1};

extern "C" void on_signal(int signal) {
    int none = 0;
    if (!arrived.compare_exchange_strong(none, signal)) {
        ::_exit(128 + signal);
    }
    [[maybe_unused]] const auto written = ::write(wake_pipe[1], "!", 1);
}

} // namespace

void catch_interrupts() {
    if (::pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
        throw system_error("cannot make a pipe");
    }

    struct sigaction action {};

    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
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

} // namespace crocum
