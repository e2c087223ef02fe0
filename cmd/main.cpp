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

/// A descriptor that the caller closed would be given to the next file or pipe that is opened, and then be read or
/// written as stdin or stdout. An empty stdin takes its place; to write to it stays an error.
void occupy_standard_streams() {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) == -1) {
            [[maybe_unused]] const int same = ::open("/dev/null", O_RDONLY);
        }
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
        return invocation.run();
    } catch (const Interrupted& interrupted) {
        tell(fmt::format(
            "crocum: interrupted{}{}\n", invocation.interrupted.empty() ? "" : "; ", invocation.interrupted));
        return 128 + interrupted.signal();
    } catch (const std::exception& error) {
        return report_failure(error, arguments, own_failure(arguments));
    }
}

} // namespace

int main(int argc, char** argv) {
    const int status = run({argv + 1, argv + argc});
    // A call to libvirt may have been left behind on a thread of its own: nothing is destroyed under it.
    std::fflush(nullptr);
    std::_Exit(status);
}
