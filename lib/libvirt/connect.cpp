#include "lib/base/interrupt.hpp"
#include "lib/base/setup_path.hpp"
#include "lib/libvirt/connection.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace crocum {

namespace {

constexpr Seconds open_patience{30};

/// The result of the thread that opens a connection.
struct Opening {
    std::mutex mutex;
    std::condition_variable changed;
    bool ended = false;
    Connection connection; ///< null when libvirt refused
    std::string refusal;
};

} // namespace

Connection open_connection(const std::string& uri) {
    require_running(event_loop());
    const auto opening = std::make_shared<Opening>();
    std::thread([opening, uri] {
        Connection connection(libvirt_api().virConnectOpen(uri.c_str()));
        auto refusal = connection ? "" : last_failure().message;
        const std::lock_guard guard(opening->mutex);
        opening->connection = std::move(connection);
        opening->refusal = std::move(refusal);
        opening->ended = true;
        opening->changed.notify_all();
    }).detach();
    const Deadline deadline(open_patience);
    // After Ctrl-C crocum still asks libvirt for the existing objects.
    const bool stopping = interrupt_signal() != 0;
    std::unique_lock lock(opening->mutex);
    while (!opening->changed.wait_for(lock, Milliseconds(100), [&] { return opening->ended; })) {
        if (!stopping) {
            check_interrupt();
        }
        if (deadline.passed()) {
            throw UnreachableError("libvirt at {} does not answer within {} s", uri, open_patience.count());
        }
    }
    if (!opening->connection) {
        throw with_hint(
            UnreachableError("cannot connect to libvirt at {}: {}", uri, opening->refusal),
            setup_path("libvirt") + " configures libvirt; the user has to be root or in the group libvirt");
    }
    return std::move(opening->connection);
}

} // namespace crocum
