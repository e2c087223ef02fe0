#include "cmd/app.hpp"
#include "cmd/failure.hpp"
#include "lib/base/interrupt.hpp"

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>

namespace {

int run(const std::vector<std::string>& arguments) {
    using namespace crocum;
    Invocation invocation;
    try {
        ::umask(077);
        catch_interrupts();
        invocation = parse(arguments);
        return invocation.run();
    } catch (const Interrupted& interrupted) {
        fmt::print(
            stderr, "crocum: interrupted{}{}\n", invocation.interrupted.empty() ? "" : "; ", invocation.interrupted);
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
