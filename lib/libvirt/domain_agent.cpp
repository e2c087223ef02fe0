#include "lib/libvirt/connection.hpp"
#include "lib/libvirt/domain_xml.hpp"
#include "lib/provider/agent_error.hpp"
#include "lib/provider/machine_trouble.hpp"

namespace crocum {

std::string LibvirtProvider::agent_command(
    const std::string& domain, const std::string& command, Seconds timeout) const {
    const auto target = impl_->present_domain(domain);
    const Text reply(
        impl_->api.virDomainQemuAgentCommand(target.get(), command.c_str(), static_cast<int>(timeout.count()), 0));
    if (reply) {
        return reply.get();
    }
    const auto failure = last_failure();
    switch (failure.code) {
    case VIR_ERR_OPERATION_INVALID:
        throw AgentError(AgentFault::machine_off, "domain {} is {}", domain, to_string(state(domain)));
    case VIR_ERR_AGENT_UNRESPONSIVE:
        throw AgentError(AgentFault::silent, "the agent of {} does not answer: {}", domain, failure.message);
    case VIR_ERR_OPERATION_TIMEOUT:
        throw AgentError(
            AgentFault::busy, "the agent of {} is in use by another client of libvirt (virsh, a backup)", domain);
    case VIR_ERR_ARGUMENT_UNSUPPORTED:
        throw AgentError(AgentFault::disabled, "domain {} has no agent channel: {}", domain, failure.message);
    case VIR_ERR_INTERNAL_ERROR:
        // Any error that the agent itself returned; its message is text from the guest.
        if (failure.message.find("has been disabled") != std::string::npos) {
            throw AgentError(AgentFault::disabled, "{}", failure.message);
        }
        throw AgentError(AgentFault::refused, "{}", explain_trouble(failure.message));
    default:
        throw AgentError(AgentFault::transport, "libvirt: agent of {}: {}", domain, failure.message);
    }
}

bool LibvirtProvider::agent_connected(const std::string& domain) const {
    const auto found = impl_->domain(domain);
    if (!found) {
        return false;
    }
    const Text xml(impl_->api.virDomainGetXMLDesc(found.get(), 0));
    return xml && agent_port_open(xml.get());
}

std::shared_ptr<void> LibvirtProvider::watch_agents(std::function<void(const std::string&)> changed) const {
    using Kept = std::shared_ptr<AgentWatchers>;
    const auto& watchers = impl_->watchers;
    const std::lock_guard guard(watchers->mutex);
    if (watchers->registration < 0) {
        const auto on_event = [](virConnectPtr, virDomainPtr domain, int, int, void* opaque) {
            (*static_cast<Kept*>(opaque))->tell(libvirt_api().virDomainGetName(domain));
        };
        auto kept = std::make_unique<Kept>(watchers);
        watchers->registration = impl_->api.virConnectDomainEventRegisterAny(
            impl_->connection.get(),
            nullptr,
            VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE,
            VIR_DOMAIN_EVENT_CALLBACK(static_cast<virConnectDomainEventAgentLifecycleCallback>(on_event)),
            kept.get(),
            [](void* opaque) { delete static_cast<Kept*>(opaque); });
        if (watchers->registration < 0) {
            impl_->fail("cannot watch the agents");
        }
        static_cast<void>(kept.release()); // libvirt owns it now.
    }
    const int number = watchers->next++;
    watchers->callbacks[number] = std::move(changed);
    return {nullptr, [watchers, number](void*) {
                const std::lock_guard again(watchers->mutex);
                watchers->callbacks.erase(number);
            }};
}

void AgentWatchers::tell(const std::string& domain) {
    std::map<int, std::function<void(const std::string&)>> now;
    {
        const std::lock_guard guard(mutex);
        now = callbacks;
    }
    for (const auto& [number, changed] : now) {
        changed(domain);
    }
}

} // namespace crocum
