#include "lib/hypervisor/agent_error.hpp"
#include "lib/hypervisor/connection.hpp"
#include "lib/hypervisor/domain_xml.hpp"

namespace crocum {

std::string Hypervisor::agent_command(const std::string& domain, const std::string& command, Seconds timeout) const {
    const auto target = impl_->present_domain(domain);
    const Text reply(
        impl_->api.virDomainQemuAgentCommand(target.get(), command.c_str(), static_cast<int>(timeout.count()), 0));
    if (reply) {
        return reply.get();
    }
    const auto failure = last_failure();
    switch (failure.code) {
    case VIR_ERR_OPERATION_INVALID:
        throw AgentError(AgentFault::machine_off, "domain {} is {}", domain, state(domain));
    case VIR_ERR_AGENT_UNRESPONSIVE:
        throw AgentError(AgentFault::silent, "the agent of {} does not answer: {}", domain, failure.message);
    case VIR_ERR_OPERATION_TIMEOUT:
        throw AgentError(
            AgentFault::busy, "the agent of {} is held by another client of libvirt (virsh, a backup)", domain);
    case VIR_ERR_ARGUMENT_UNSUPPORTED:
        throw AgentError(AgentFault::transport, "domain {} has no agent channel: {}", domain, failure.message);
    case VIR_ERR_INTERNAL_ERROR:
        // Any error that the agent itself returned; what it says is the guest's text.
        if (failure.message.find("has been disabled") != std::string::npos) {
            throw AgentError(AgentFault::disabled, "{}", failure.message);
        }
        throw AgentError(AgentFault::refused, "{}", failure.message);
    default:
        throw AgentError(AgentFault::transport, "libvirt: agent of {}: {}", domain, failure.message);
    }
}

bool Hypervisor::agent_connected(const std::string& domain) const {
    const auto found = impl_->domain(domain);
    if (!found) {
        return false;
    }
    const Text xml(impl_->api.virDomainGetXMLDesc(found.get(), 0));
    return xml && agent_port_open(xml.get());
}

std::shared_ptr<void> Hypervisor::watch_agents(std::function<void(const std::string&)> changed) const {
    using Callback = std::function<void(const std::string&)>;
    auto* callback = new Callback(std::move(changed));
    const auto on_event = [](virConnectPtr, virDomainPtr domain, int, int, void* opaque) {
        (*static_cast<Callback*>(opaque))(libvirt_api().virDomainGetName(domain));
    };
    const int id = impl_->api.virConnectDomainEventRegisterAny(
        impl_->connection.get(),
        nullptr,
        VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE,
        VIR_DOMAIN_EVENT_CALLBACK(static_cast<virConnectDomainEventAgentLifecycleCallback>(on_event)),
        callback,
        [](void* opaque) { delete static_cast<Callback*>(opaque); });
    if (id < 0) {
        delete callback;
        impl_->fail("cannot watch for agents");
    }
    auto* connection = impl_->connection.get();
    return {callback, [connection, id](void*) { libvirt_api().virConnectDomainEventDeregisterAny(connection, id); }};
}

} // namespace crocum
