#include "lib/hypervisor/serial_console.hpp"

#include "lib/hypervisor/agent_error.hpp"
#include "lib/hypervisor/connection.hpp"

#include <array>
#include <thread>

namespace crocum {

namespace {

using Stream = std::unique_ptr<virStream, ApiDeleter<&LibvirtApi::virStreamFree>>;

} // namespace

struct SerialConsole::Impl {
    const LibvirtApi& api = libvirt_api();
    Connection connection;
    Stream stream;
    std::thread reader;
};

SerialConsole::SerialConsole(
    const std::string& uri,
    const std::string& domain,
    std::function<void(std::string_view)> output,
    std::function<void()> ended)
    : impl_(std::make_unique<Impl>()) {
    const auto& api = impl_->api;
    impl_->connection = open_connection(uri);
    const Domain found(api.virDomainLookupByName(impl_->connection.get(), domain.c_str()));
    if (!found) {
        throw AgentError(AgentFault::machine_off, "there is no domain {}", domain);
    }
    int state = VIR_DOMAIN_NOSTATE;
    if (api.virDomainGetState(found.get(), &state, nullptr, 0) != 0 || state != VIR_DOMAIN_RUNNING) {
        throw AgentError(AgentFault::machine_off, "{} does not run", domain);
    }
    impl_->stream.reset(api.virStreamNew(impl_->connection.get(), 0));
    if (!impl_->stream ||
        api.virDomainOpenConsole(found.get(), nullptr, impl_->stream.get(), VIR_DOMAIN_CONSOLE_FORCE) != 0) {
        throw Error("the console of {} cannot be opened: {}", domain, last_failure().message);
    }
    impl_->reader =
        std::thread([&api, stream = impl_->stream.get(), output = std::move(output), ended = std::move(ended)] {
            std::array<char, 4096> buffer{};
            while (true) {
                const int got = api.virStreamRecv(stream, buffer.data(), buffer.size());
                if (got <= 0) {
                    break; // Its end, or the machine's.
                }
                output({buffer.data(), static_cast<std::size_t>(got)});
            }
            ended();
        });
}

SerialConsole::~SerialConsole() {
    impl_->api.virStreamAbort(impl_->stream.get());
    impl_->reader.join();
}

void SerialConsole::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const int sent = impl_->api.virStreamSend(impl_->stream.get(), bytes.data(), bytes.size());
        if (sent < 0) {
            throw Error("the console is gone: {}", last_failure().message);
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

} // namespace crocum
