#include "lib/hypervisor/hypervisor.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/text.hpp"
#include "lib/hypervisor/agent_error.hpp"
#include "lib/hypervisor/domain_xml.hpp"
#include "lib/hypervisor/libvirt_api.hpp"

#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace crocum {

namespace {

/// Frees a libvirt object through the loaded library.
template <auto release>
struct ApiDeleter {
    template <typename T>
    void operator()(T* object) const noexcept {
        (libvirt_api().*release)(object);
    }
};

using Connection = std::unique_ptr<virConnect, ApiDeleter<&LibvirtApi::virConnectClose>>;
using Domain = std::unique_ptr<virDomain, ApiDeleter<&LibvirtApi::virDomainFree>>;
using Network = std::unique_ptr<virNetwork, ApiDeleter<&LibvirtApi::virNetworkFree>>;
using Pool = std::unique_ptr<virStoragePool, ApiDeleter<&LibvirtApi::virStoragePoolFree>>;
using Volume = std::unique_ptr<virStorageVol, ApiDeleter<&LibvirtApi::virStorageVolFree>>;
using Text = std::unique_ptr<char, Deleter<&std::free>>;

constexpr const char* metadata_key = "crocum";
constexpr const char* metadata_uri = "urn:crocum:instance:1";

struct Failure {
    int code = 0;
    std::string message;
};

/// libvirt's error of the last call on this thread; has to be read before the next one.
Failure last_failure() {
    const auto* error = libvirt_api().virGetLastError();
    if (error == nullptr) {
        return {0, "libvirt gives no reason"};
    }
    // The message of an agent's error is the guest's own text.
    return {error->code, error->message == nullptr ? "no reason given" : sanitize_line(error->message)};
}

bool lost_connection(int code) {
    return code == VIR_ERR_RPC || code == VIR_ERR_SYSTEM_ERROR || code == VIR_ERR_NO_CONNECT ||
           code == VIR_ERR_INVALID_CONN;
}

[[noreturn]] void fail(const std::string& what, const Failure& failure = last_failure()) {
    if (lost_connection(failure.code)) {
        throw UnreachableError("libvirt: {}: {}", what, failure.message);
    }
    throw Error("libvirt: {}: {}", what, failure.message);
}

/// A lookup's result: present, absent (one of the `absent` codes), or an exception.
template <typename Handle, typename Raw>
Handle found_or_absent(Raw* raw, const std::string& what, std::initializer_list<int> absent) {
    if (raw == nullptr) {
        const auto failure = last_failure();
        for (const int code : absent) {
            if (failure.code == code) {
                return nullptr;
            }
        }
        fail("cannot look up " + what);
    }
    return Handle(raw);
}

template <typename Object, typename Call>
std::string uuid_of(Object* object, Call call) {
    std::array<char, VIR_UUID_STRING_BUFLEN> text{};
    return call(object, text.data()) == 0 ? text.data() : "";
}

} // namespace

struct Hypervisor::Impl {
    const LibvirtApi& api = libvirt_api();
    Connection connection;

    [[nodiscard]] Domain domain(const std::string& name) const {
        return found_or_absent<Domain>(
            api.virDomainLookupByName(connection.get(), name.c_str()), "domain " + name, {VIR_ERR_NO_DOMAIN});
    }

    [[nodiscard]] Domain present_domain(const std::string& name) const {
        auto found = domain(name);
        if (!found) {
            throw AgentError(AgentFault::machine_off, "there is no domain {} any more", name);
        }
        return found;
    }

    [[nodiscard]] Network network(const std::string& name) const {
        return found_or_absent<Network>(
            api.virNetworkLookupByName(connection.get(), name.c_str()), "network " + name, {VIR_ERR_NO_NETWORK});
    }

    [[nodiscard]] Pool pool(const std::string& name) const {
        return found_or_absent<Pool>(
            api.virStoragePoolLookupByName(connection.get(), name.c_str()), "pool " + name, {VIR_ERR_NO_STORAGE_POOL});
    }

    [[nodiscard]] Volume volume(const ResourceName& resource) const {
        const auto in = pool(resource.pool);
        if (!in) {
            return nullptr;
        }
        if (api.virStoragePoolIsActive(in.get()) != 1) {
            // Its folder may well have the volume: not known is not absent.
            throw with_hint(
                Error("pool {} is not active, so {} cannot be looked for", resource.pool, resource.name),
                "virsh pool-start " + resource.pool);
        }
        api.virStoragePoolRefresh(in.get(), 0);
        return found_or_absent<Volume>(
            api.virStorageVolLookupByName(in.get(), resource.name.c_str()),
            to_string(resource),
            {VIR_ERR_NO_STORAGE_VOL});
    }

    [[nodiscard]] int state(virDomainPtr domain) const {
        int state = VIR_DOMAIN_NOSTATE;
        if (api.virDomainGetState(domain, &state, nullptr, 0) != 0) {
            fail("cannot ask for a domain's state");
        }
        return state;
    }

    void remove_domain(const std::string& name) const {
        const auto target = domain(name);
        if (!target) {
            return;
        }
        const int now = state(target.get());
        if (now != VIR_DOMAIN_SHUTOFF && api.virDomainDestroy(target.get()) != 0 &&
            state(target.get()) != VIR_DOMAIN_SHUTOFF) {
            fail("cannot stop domain " + name);
        }
        const unsigned everything = VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
                                    VIR_DOMAIN_UNDEFINE_NVRAM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
        if (api.virDomainUndefineFlags(target.get(), everything) == 0) {
            return;
        }
        // Not every driver knows every flag; and a transient domain is gone with its end.
        if (api.virDomainUndefineFlags(target.get(), 0) != 0) {
            const auto failure = last_failure();
            if (domain(name)) {
                fail("cannot undefine domain " + name, failure);
            }
        }
    }

    void remove_network(const std::string& name) const {
        const auto target = network(name);
        if (!target) {
            return;
        }
        if (api.virNetworkIsActive(target.get()) == 1 && api.virNetworkDestroy(target.get()) != 0) {
            fail("cannot stop network " + name);
        }
        if (api.virNetworkUndefine(target.get()) != 0) {
            const auto failure = last_failure();
            if (network(name)) {
                fail("cannot undefine network " + name, failure);
            }
        }
    }

    void remove_volume(const ResourceName& resource) const {
        const auto target = volume(resource);
        if (target && api.virStorageVolDelete(target.get(), 0) != 0) {
            fail("cannot delete " + to_string(resource));
        }
    }

    void remove_pool(const std::string& name) const {
        const auto target = pool(name);
        if (!target) {
            return;
        }
        if (api.virStoragePoolIsActive(target.get()) == 1 && api.virStoragePoolDestroy(target.get()) != 0) {
            fail("cannot stop pool " + name);
        }
        if (api.virStoragePoolUndefine(target.get()) != 0) {
            const auto failure = last_failure();
            if (pool(name)) {
                fail("cannot undefine pool " + name, failure);
            }
        }
    }
};

Hypervisor::Hypervisor(std::string uri) : uri_(std::move(uri)), impl_(std::make_unique<Impl>()) {
    impl_->connection.reset(impl_->api.virConnectOpen(uri_.c_str()));
    if (!impl_->connection) {
        throw with_hint(
            UnreachableError("cannot connect to libvirt at {}: {}", uri_, last_failure().message),
            "labs/setup/libvirt makes it usable; the user has to be root or in the group libvirt");
    }
    // Noticed after 30 s instead of the kernel's hours when a remote host is gone. Refused by drivers without a daemon.
    impl_->api.virConnectSetKeepAlive(impl_->connection.get(), 5, 5);
}

Hypervisor::~Hypervisor() = default;

std::map<std::string, bool> Hypervisor::domains() const {
    virDomainStatsRecordPtr* records = nullptr;
    const int count =
        impl_->api.virConnectGetAllDomainStats(impl_->connection.get(), VIR_DOMAIN_STATS_STATE, &records, 0);
    if (count < 0) {
        fail("cannot list domains");
    }
    std::map<std::string, bool> running;
    for (int i = 0; i < count; ++i) {
        int state = VIR_DOMAIN_NOSTATE;
        impl_->api.virTypedParamsGetInt(records[i]->params, records[i]->nparams, "state.state", &state);
        running[impl_->api.virDomainGetName(records[i]->dom)] = state == VIR_DOMAIN_RUNNING;
    }
    impl_->api.virDomainStatsRecordListFree(records);
    return running;
}

std::optional<std::string> Hypervisor::find(const ResourceName& resource) const {
    const auto& api = impl_->api;
    switch (resource.kind) {
    case ResourceKind::domain:
        if (const auto domain = impl_->domain(resource.name)) {
            return uuid_of(domain.get(), api.virDomainGetUUIDString);
        }
        break;
    case ResourceKind::network:
        if (const auto network = impl_->network(resource.name)) {
            return uuid_of(network.get(), api.virNetworkGetUUIDString);
        }
        break;
    case ResourceKind::volume:
        if (const auto volume = impl_->volume(resource)) {
            return api.virStorageVolGetKey(volume.get());
        }
        break;
    case ResourceKind::pool:
        if (const auto pool = impl_->pool(resource.name)) {
            return uuid_of(pool.get(), api.virStoragePoolGetUUIDString);
        }
        break;
    }
    return std::nullopt;
}

void Hypervisor::remove(const ResourceName& resource) const {
    switch (resource.kind) {
    case ResourceKind::domain:
        return impl_->remove_domain(resource.name);
    case ResourceKind::network:
        return impl_->remove_network(resource.name);
    case ResourceKind::volume:
        return impl_->remove_volume(resource);
    case ResourceKind::pool:
        return impl_->remove_pool(resource.name);
    }
}

bool Hypervisor::is_running(const std::string& domain) const {
    const auto found = impl_->domain(domain);
    return found && impl_->state(found.get()) == VIR_DOMAIN_RUNNING;
}

void Hypervisor::start(const ResourceName& resource) const {
    const auto& api = impl_->api;
    if (resource.kind == ResourceKind::domain) {
        if (!is_running(resource.name) && api.virDomainCreate(impl_->present_domain(resource.name).get()) != 0) {
            fail("cannot start " + to_string(resource));
        }
    } else if (resource.kind == ResourceKind::network) {
        const auto network = impl_->network(resource.name);
        if (!network) {
            throw Error("there is no {} any more", to_string(resource));
        }
        if (api.virNetworkIsActive(network.get()) != 1 && api.virNetworkCreate(network.get()) != 0) {
            fail("cannot start " + to_string(resource));
        }
    }
}

std::optional<OwnerMark> Hypervisor::owner(const std::string& domain) const {
    const auto found = impl_->domain(domain);
    if (!found) {
        return std::nullopt;
    }
    const Text xml(impl_->api.virDomainGetMetadata(found.get(), VIR_DOMAIN_METADATA_ELEMENT, metadata_uri, 0));
    return xml ? parse_owner(xml.get()) : std::nullopt;
}

void Hypervisor::set_owner(const std::string& domain, const OwnerMark& mark) const {
    const auto found = impl_->present_domain(domain);
    const unsigned both = VIR_DOMAIN_AFFECT_CONFIG | (impl_->state(found.get()) == VIR_DOMAIN_SHUTOFF ? 0U : 1U);
    if (impl_->api.virDomainSetMetadata(
            found.get(), VIR_DOMAIN_METADATA_ELEMENT, owner_xml(mark).c_str(), metadata_key, metadata_uri, both) != 0) {
        fail("cannot mark domain " + domain);
    }
}

void Hypervisor::refresh_pools() const {
    virStoragePoolPtr* pools = nullptr;
    const int count = impl_->api.virConnectListAllStoragePools(
        impl_->connection.get(), &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);
    for (int i = 0; i < count; ++i) {
        const Pool pool(pools[i]);
        impl_->api.virStoragePoolRefresh(pool.get(), 0);
    }
    std::free(pools);
}

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
        throw AgentError(AgentFault::machine_off, "domain {} is not running", domain);
    case VIR_ERR_AGENT_UNRESPONSIVE:
        throw AgentError(AgentFault::silent, "the agent of {} does not answer: {}", domain, failure.message);
    case VIR_ERR_OPERATION_TIMEOUT:
        throw AgentError(AgentFault::transport, "the agent of {} is busy with another client", domain);
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
        fail("cannot watch for agents");
    }
    auto* connection = impl_->connection.get();
    return {callback, [connection, id](void*) { libvirt_api().virConnectDomainEventDeregisterAny(connection, id); }};
}

} // namespace crocum
