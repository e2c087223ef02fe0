#include "lib/check/host_run.hpp"

#include "lib/base/error.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/files.hpp"
#include "lib/base/process.hpp"
#include "lib/base/system.hpp"
#include "lib/base/text.hpp"
#include "lib/check/records.hpp"
#include "lib/check/runtime.hpp"
#include "lib/guest/command.hpp"

#include <sys/socket.h>

#include <exception>
#include <thread>

namespace crocum {

namespace {

/// This process ends a suite after its time limit; the longer limit in the guest is for the case that this process was
/// killed.
constexpr Seconds a_moment{5};

constexpr std::size_t most_output = std::size_t{1} << 20U;

struct Ends {
    Fd ours;
    Fd theirs;
};

Ends socket_pair() {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        throw system_error("cannot create a pair of sockets");
    }
    return {Fd(ends[0]), Fd(ends[1])};
}

} // namespace

std::vector<CheckResult> run_on_host(
    Bridge::Machines machines,
    const RunOrder& order,
    const std::filesystem::path& python,
    const RunObserver& observer,
    std::uint64_t& calls) {
    Records records(order.checks, order.key);
    try {
        const TemporaryFolder folder;
        const auto zip = folder.path() / "runtime.zip";
        write_file_atomic(zip, runtime_zip());
        auto ends = socket_pair();
        auto request = run_request(order);
        request["root"] = order.suite.root.string();
        request["bridge"] = ends.theirs.get();
        request["boot"] = order.boot.count();
        request["machines"] = Json::array();
        for (const auto& [name, machine] : machines) {
            request["machines"].push_back(name);
        }
        ProcessSpec spec;
        spec.argv = {python.string(), "-I", "-S", "-B", zip.string(), "run"};
        spec.environment = GuestCommand::plain_environment();
        spec.environment->push_back("TMPDIR=" + folder.path().string());
        spec.directory = folder.path();
        spec.input = to_line(request);
        spec.inherit = {ends.theirs.get()};
        spec.capture_limit = most_output;
        spec.deadline = Deadline(order.timeout);

        const auto opening = machines.size() == 1 ? Bridge::Opening::eager : Bridge::Opening::lazy;
        Bridge bridge(
            std::move(machines),
            opening,
            [&](const std::string& line) {
                if (!records.tampered()) {
                    observer.records(line);
                    records.take(line, observer);
                }
            },
            order.timeout + a_moment);
        ProcessResult result;
        std::exception_ptr failure;
        {
            std::jthread serving([&] {
                try {
                    bridge.serve(ends.ours.get(), ends.ours.get());
                } catch (...) {
                    failure = std::current_exception();
                    ::shutdown(ends.ours.get(), SHUT_RDWR); // The suite must not wait for an answer.
                }
            });

            // Service ends with the stream, however the process ends.
            struct Hangup {
                Ends& ends;

                ~Hangup() { ::shutdown(ends.theirs.get(), SHUT_RDWR); }
            } const hangup{ends};

            result = run(spec);
        }
        if (failure) {
            std::rethrow_exception(failure);
        }
        calls += bridge.close();
        observer.output(result.out + result.err);
        if (!result.timed_out) {
            records.ended(result.status, result.signal);
        }
        observer.output(records.unknown_checks_note());
        const auto why =
            result.timed_out
                ? UngradedReason{reason::timeout, fmt::format("the suite did not end within {} s", order.timeout.count())}
                : early_end(result.outcome(), result.err);
        return records.results(why.reason, why.message);
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& error) {
        return records.results(reason::internal, error.what());
    }
}

} // namespace crocum
