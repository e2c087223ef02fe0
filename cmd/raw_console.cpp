#include "cmd/raw_console.hpp"

#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string_view>

namespace crocum {

namespace {

constexpr char leave = 0x1D; ///< Ctrl-]
constexpr Milliseconds a_while{500};

/// Every key goes to the machine: no line editing, no signals, no echo.
class RawTerminal {
public:
    RawTerminal() {
        if (::tcgetattr(STDIN_FILENO, &before_) != 0) {
            throw StudentError("a console needs a terminal: ssh -t asks for one");
        }
        auto raw = before_;
        ::cfmakeraw(&raw);
        ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
    }

    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

    ~RawTerminal() { ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_); }

private:
    struct termios before_ {};
};

void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (sent <= 0) {
            return; // The terminal is gone.
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

} // namespace

bool join_console(StudentPortal& portal, const std::string& lab, const std::string& machine, Seconds longest_idle) {
    portal.require_console(lab, machine);
    const RawTerminal raw;
    std::atomic<bool> ended = false;
    const auto console = portal.console(lab, machine, write_all, [&] { ended = true; });
    write_all("Ctrl-] leaves.\r\n");
    static_cast<void>(console->write("\r")); // A prompt that was printed before is printed again.
    std::array<char, 512> keys{};
    Deadline idle(longest_idle);
    Deadline look(a_while);
    while (!ended && !idle.passed()) {
        if (look.passed()) {
            if (portal.is_frozen(lab)) {
                write_all("\r\nYour teacher has paused the machines.\r\n");
                break;
            }
            look = Deadline(a_while);
        }
        std::array<pollfd, 2> ready{{{STDIN_FILENO, POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
        constexpr int moment = 200;
        if (::poll(ready.data(), ready.size(), moment) <= 0) {
            continue;
        }
        if (ready[1].revents != 0) {
            break;
        }
        const auto got = ::read(STDIN_FILENO, keys.data(), keys.size());
        if (got <= 0) {
            break;
        }
        const std::string_view typed(keys.data(), static_cast<std::size_t>(got));
        const auto end = typed.find(leave);
        if (end != std::string_view::npos) {
            break; // Also when the machine does not respond.
        }
        if (!console->write(typed)) {
            write_all("\a");
        }
        idle = Deadline(longest_idle);
    }
    const bool closed = console->close();
    write_all(
        !closed ? "\r\nThe machine does not respond, and some of your input is lost.\r\n"
        : ended ? "\r\nThe console has ended.\r\n"
                : "\r\n");
    return !idle.passed();
}

} // namespace crocum
