#include "cmd/input.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/system.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace crocum {

std::string read_stdin() {
    constexpr std::size_t limit = std::size_t{16} << 20U;
    std::string input;
    std::array<char, 65536> chunk{};
    while (::isatty(STDIN_FILENO) != 1) {
        // The writer of the pipe may never write: Ctrl-C has to work all the same.
        while (!await(STDIN_FILENO, POLLIN, Deadline(Seconds(1)))) {
            check_interrupt();
        }
        const auto count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (count < 0 && errno != EINTR && errno != EAGAIN) {
            throw system_error("cannot read stdin");
        }
        if (count == 0) {
            break;
        }
        input.append(chunk.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
        if (input.size() > limit) {
            throw Error("stdin is larger than {} MiB", limit >> 20U);
        }
    }
    return input;
}

bool is_interactive() {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1;
}

void require_yes(
    bool yes, bool json, const std::string& question, const std::string& consequence, const std::string& unchanged) {
    if (yes) {
        return;
    }
    if (json || !is_interactive()) {
        throw with_hint(UsageError("{}?", question), "Give --yes to confirm");
    }
    if (!confirmed(fmt::format("{}? {}[y/N] ", question, consequence.empty() ? "" : consequence + " "))) {
        throw UsageError("not confirmed: {}", unchanged);
    }
}

bool confirmed(const std::string& question) {
    fmt::print(stderr, "{}", question);
    std::fflush(stderr);
    std::string answer;
    char one = 0;
    while (answer.size() < 16 && one != '\n') {
        while (!await(STDIN_FILENO, POLLIN, Deadline(Seconds(1)))) {
            check_interrupt();
        }
        if (::read(STDIN_FILENO, &one, 1) != 1) {
            break;
        }
        answer += one;
    }
    return answer == "y\n" || answer == "Y\n" || answer == "yes\n";
}

} // namespace crocum
