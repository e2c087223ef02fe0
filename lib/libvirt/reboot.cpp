#include "lib/base/interrupt.hpp"
#include "lib/libvirt/connection.hpp"
#include "lib/provider/agent_error.hpp"

#include <condition_variable>

namespace crocum {

namespace {

/// The answer to this command is the reboot itself; an error arrives at once.
constexpr const char* shutdown_command = R"({"execute":"guest-shutdown","arguments":{"mode":"reboot"}})";
constexpr Seconds shutdown_answer{5};
/// For guests whose shutdown(8) needs a service that they do not have (systemd-logind). No ACPI button: without that
/// service nobody hears it, and libvirt would turn a later power-off of the guest into a reboot.
constexpr const char* reboot_command =
    R"({"execute":"guest-exec","arguments":{"path":"/bin/sh","arg":["-c","sync; exec /sbin/reboot"]}})";

/// From a reset until libvirt's event about it.
constexpr Seconds event_patience{10};

/// Whether a domain was reset: by QEMU, when the guest reboots, or by libvirt.
class ResetSeen {
public:
    void set() {
        const std::lock_guard guard(mutex_);
        seen_ = true;
        changed_.notify_all();
    }

    [[nodiscard]] bool wait(Deadline deadline) {
        std::unique_lock lock(mutex_);
        while (!seen_ && !deadline.passed() && interrupt_signal() == 0) {
            changed_.wait_for(lock, std::min(Milliseconds(200), deadline.left()));
        }
        return seen_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool seen_ = false;
};

} // namespace

void LibvirtProvider::reboot(const std::string& domain, Seconds patience) const {
    using Kept = std::shared_ptr<ResetSeen>;
    const auto& api = impl_->api;
    const auto target = impl_->present_domain(domain);
    if (const auto now = state(domain); now != MachineState::running) {
        throw AgentError(AgentFault::machine_off, "domain {} is {}", domain, to_string(now));
    }
    const auto reset = std::make_shared<ResetSeen>();
    const auto on_event = [](virConnectPtr, virDomainPtr, void* opaque) { (*static_cast<Kept*>(opaque))->set(); };
    auto kept = std::make_unique<Kept>(reset);
    const int registration = api.virConnectDomainEventRegisterAny(
        impl_->connection.get(),
        target.get(),
        VIR_DOMAIN_EVENT_ID_REBOOT,
        VIR_DOMAIN_EVENT_CALLBACK(static_cast<virConnectDomainEventGenericCallback>(on_event)),
        kept.get(),
        [](void* opaque) { delete static_cast<Kept*>(opaque); });
    if (registration < 0) {
        impl_->fail("cannot watch domain " + domain);
    }
    static_cast<void>(kept.release()); // libvirt owns it now.

    struct Watch {
        const LibvirtApi& api;
        const Connection& connection;
        int registration;

        ~Watch() { api.virConnectDomainEventDeregisterAny(connection.get(), registration); }
    } const watch{api, impl_->connection, registration};

    const auto asks = [&](const char* command) {
        try {
            static_cast<void>(agent_command(domain, command, shutdown_answer));
            return true;
        } catch (const AgentError& error) {
            return is_transient(error.fault) && error.fault != AgentFault::busy; // No answer: it shuts down.
        }
    };
    const bool asked = agent_connected(domain) && (asks(shutdown_command) || asks(reboot_command));
    if (asked && reset->wait(Deadline(patience))) {
        return;
    }
    check_interrupt();
    if (api.virDomainReset(target.get(), 0) != 0) {
        const auto failure = last_failure();
        if (const auto now = state(domain); now != MachineState::running) {
            throw AgentError(AgentFault::machine_off, "domain {} is {}", domain, to_string(now));
        }
        impl_->fail("cannot reset domain " + domain, failure);
    }
    if (!reset->wait(Deadline(event_patience))) {
        throw AgentError(AgentFault::transport, "libvirt reports no reset of domain {}", domain);
    }
}

} // namespace crocum
