#include "lib/hypervisor/hypervisor.hpp"

#include "lib/hypervisor/connection.hpp"
#include "lib/hypervisor/domain_xml.hpp"

namespace crocum {

namespace {

constexpr const char* metadata_key = "crocum";
constexpr const char* metadata_uri = "urn:crocum:instance:1";

template <typename Object, typename Call>
std::string uuid_of(Object* object, Call call) {
    std::array<char, VIR_UUID_STRING_BUFLEN> text{};
    return call(object, text.data()) == 0 ? text.data() : "";
}

} // namespace

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

std::string Hypervisor::state(const std::string& domain) const {
    const auto found = impl_->domain(domain);
    if (!found) {
        return "gone";
    }
    switch (impl_->state(found.get())) {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
        return "running";
    case VIR_DOMAIN_PAUSED:
        return "paused";
    case VIR_DOMAIN_PMSUSPENDED:
        return "suspended";
    case VIR_DOMAIN_CRASHED:
        return "crashed";
    default:
        return "off";
    }
}

void Hypervisor::start(const ResourceName& resource) const {
    const auto& api = impl_->api;
    if (resource.kind == ResourceKind::domain) {
        if (state(resource.name) != "running" && api.virDomainCreate(impl_->present_domain(resource.name).get()) != 0) {
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

} // namespace crocum
