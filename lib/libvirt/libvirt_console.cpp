#include "lib/libvirt/libvirt_console.hpp"

#include "lib/libvirt/connection.hpp"
#include "lib/provider/agent_error.hpp"

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace crocum {

namespace {

using Stream = std::unique_ptr<virStream, ApiDeleter<&LibvirtApi::virStreamFree>>;

} // namespace

/// Shared with the reader and the writer thread, which are abandoned when libvirt does not answer.
struct LibvirtConsole::Impl {
    const LibvirtApi& api = libvirt_api();
    Connection connection;
    Stream stream;
    ConsoleOutput output;
    std::function<void()> ended;
    std::mutex mutex;
    std::condition_variable changed;
    std::string pending; ///< to be written
    std::string failure; ///< of a write
    bool left = false;   ///< abandoned by its owner: no more callbacks
    int at_work = 2;     ///< reader and writer

    void read() {
        std::array<char, 4096> buffer{};
        while (true) {
            const int got = api.virStreamRecv(stream.get(), buffer.data(), buffer.size());
            const std::lock_guard guard(mutex);
            if (got <= 0 || left) {
                break; // The end of the stream or of the machine, or the owner closed it.
            }
            output({buffer.data(), static_cast<std::size_t>(got)});
        }
        const std::lock_guard guard(mutex);
        if (!left) {
            ended();
        }
        --at_work;
        changed.notify_all();
    }

    void write() {
        std::unique_lock lock(mutex);
        while (true) {
            changed.wait(lock, [this] { return left || !pending.empty(); });
            if (left) {
                break;
            }
            const auto bytes = std::exchange(pending, {});
            lock.unlock();
            const auto sent = send(bytes);
            lock.lock();
            if (!sent.empty()) {
                failure = sent;
                break;
            }
        }
        --at_work;
        changed.notify_all();
    }

    /// Waits until the machine has read the bytes. Returns the error; empty on success.
    std::string send(std::string_view bytes) {
        while (!bytes.empty()) {
            const int sent = api.virStreamSend(stream.get(), bytes.data(), bytes.size());
            if (sent < 0) {
                return last_failure().message;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return "";
    }
};

LibvirtConsole::LibvirtConsole(
    const std::string& uri, const std::string& domain, ConsoleOutput output, std::function<void()> ended)
    : impl_(std::make_shared<Impl>()) {
    const auto& api = impl_->api;
    impl_->connection = open_connection(uri);
    const Domain found(api.virDomainLookupByName(impl_->connection.get(), domain.c_str()));
    if (!found) {
        throw AgentError(AgentFault::machine_off, "there is no domain {}", domain);
    }
    int state = VIR_DOMAIN_NOSTATE;
    if (api.virDomainGetState(found.get(), &state, nullptr, 0) != 0 || state != VIR_DOMAIN_RUNNING) {
        throw AgentError(AgentFault::machine_off, "{} is not running", domain);
    }
    impl_->stream.reset(api.virStreamNew(impl_->connection.get(), 0));
    if (!impl_->stream ||
        api.virDomainOpenConsole(found.get(), nullptr, impl_->stream.get(), VIR_DOMAIN_CONSOLE_FORCE) != 0) {
        throw Error("the console of {} cannot be opened: {}", domain, last_failure().message);
    }
    impl_->output = std::move(output);
    impl_->ended = std::move(ended);
    std::thread([impl = impl_] { impl->read(); }).detach();
    std::thread([impl = impl_] { impl->write(); }).detach();
}

LibvirtConsole::~LibvirtConsole() {
    close_stream();
}

bool LibvirtConsole::close() {
    return close_stream();
}

bool LibvirtConsole::close_stream() {
    constexpr Seconds patience{3};
    std::unique_lock lock(impl_->mutex);
    if (!impl_->left) {
        impl_->left = true;
        impl_->changed.notify_all();
        std::thread([impl = impl_] { impl->api.virStreamAbort(impl->stream.get()); }).detach();
    }
    return impl_->changed.wait_for(lock, patience, [this] { return impl_->at_work == 0; });
}

bool LibvirtConsole::write(std::string_view bytes) {
    constexpr std::size_t most_pending = 4096;
    const std::lock_guard guard(impl_->mutex);
    if (!impl_->failure.empty()) {
        throw Error("the console was closed: {}", impl_->failure);
    }
    if (impl_->pending.size() + bytes.size() > most_pending) {
        return false;
    }
    impl_->pending += bytes;
    impl_->changed.notify_all();
    return true;
}

} // namespace crocum
