#include "cmd/app.hpp"
#include "cmd/failure.hpp"
#include "lib/base/interrupt.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace {

/// If the caller closed a standard descriptor, the next file or pipe would get its number, and would be read or written
/// as stdin or stdout. Therefore /dev/null is opened for reading in its place; writing to it stays an error.
void occupy_standard_streams() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) == -1) {
            [[maybe_unused]] const int same = ::open("/dev/null", O_RDONLY);
        }
    }
}

/// The verb has ended, and its result is printed: a failure to write the events changes the status of a success only.
int close_events(crocum::EventStream& events, int status) {
    try {
        events.close(status);
        return status;
    } catch (const std::exception& error) {
        const int failure = crocum::report_failure(error, {}, 0);
        return status == 0 ? failure : status;
    }
}

int run(const std::vector<std::string>& arguments) {
    using namespace crocum;
    Invocation invocation;
    try {
        ::umask(077);
        occupy_standard_streams();
        catch_interrupts();
        invocation = parse(arguments);
        invocation.events->open(arguments);
        const int status = invocation.run();
        return close_events(*invocation.events, status);
    } catch (const Interrupted& interrupted) {
        print_error(fmt::format(
            "crocum: interrupted{}{}\n", invocation.interrupted.empty() ? "" : "; ", invocation.interrupted));
        const int status = 128 + interrupted.signal();
        invocation.events->close_after_failure(status);
        return status;
    } catch (const std::exception& error) {
        const int status = report_failure(error, arguments, own_failure(arguments));
        invocation.events->close_after_failure(status, error_document(error));
        return status;
    }
}

} // namespace

int main(int argc, char** argv) {
    const int status = run({argv + 1, argv + argc});
    // A call to libvirt may still block on a thread that was left behind: no destructor runs while it does.
    std::fflush(nullptr);
    std::_Exit(status);
}
