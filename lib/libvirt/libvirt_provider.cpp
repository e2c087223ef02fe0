#include "lib/libvirt/libvirt_provider.hpp"

#include "lib/libvirt/connection.hpp"
#include "lib/libvirt/domain_xml.hpp"
#include "lib/libvirt/libvirt_console.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace crocum {

namespace {

template <typename Object, typename Call>
std::string uuid_of(Object* object, Call call) {
    std::array<char, VIR_UUID_STRING_BUFLEN> text{};
    return call(object, text.data()) == 0 ? text.data() : "";
}

/// Whether a lookup's error means "not found"; a libvirt without storage drivers has no pools and volumes.
bool means_absent(const LibvirtFailure& failure, int absent) {
    return failure.code == absent || failure.code == VIR_ERR_NO_SUPPORT;
}

/// Domains may use the path with its links or without them.
void add_real_paths(MachineUse& use) {
    for (auto* paths : {&use.files, &use.backing}) {
        const auto told = *paths;
        for (const auto& path : told) {
            paths->insert(real_path(path));
        }
    }
}

} // namespace

LibvirtProvider::LibvirtProvider(std::string uri) : uri_(std::move(uri)), impl_(std::make_unique<Impl>()) {
    impl_->connection = open_connection(uri_);
    // A lost remote host is noticed after 30 s instead of hours. Drivers without a daemon refuse the setting.
    impl_->api.virConnectSetKeepAlive(impl_->connection.get(), 5, 5);
}

LibvirtProvider::~LibvirtProvider() = default;

bool LibvirtProvider::alive() const {
    return impl_->alive();
}

std::map<std::string, MachineStatus> LibvirtProvider::machines() const {
    virDomainStatsRecordPtr* records = nullptr;
    const int count =
        impl_->api.virConnectGetAllDomainStats(impl_->connection.get(), VIR_DOMAIN_STATS_STATE, &records, 0);
    if (count < 0) {
        impl_->fail("cannot list domains");
    }
    std::map<std::string, MachineStatus> states;
    for (int i = 0; i < count; ++i) {
        int state = VIR_DOMAIN_NOSTATE;
        impl_->api.virTypedParamsGetInt(records[i]->params, records[i]->nparams, "state.state", &state);
        states[impl_->api.virDomainGetName(records[i]->dom)] = {
            uuid_of(records[i]->dom, impl_->api.virDomainGetUUIDString), Impl::state_of(state)};
    }
    impl_->api.virDomainStatsRecordListFree(records);
    for (const auto& name : impl_->saved_domains()) {
        if (const auto found = states.find(name); found != states.end()) {
            found->second.saved = true;
        }
    }
    return states;
}

std::vector<MachineUse> LibvirtProvider::uses() const {
    const auto& api = impl_->api;
    virDomainPtr* domains = nullptr;
    const int count = api.virConnectListAllDomains(impl_->connection.get(), &domains, 0);
    if (count < 0) {
        impl_->fail("cannot list domains");
    }
    std::vector<MachineUse> uses;
    std::map<std::string, std::string> known;
    for (int i = 0; i < count; ++i) {
        const Domain domain(domains[i]);
        MachineUse use;
        for (const unsigned flags : {0U, static_cast<unsigned>(VIR_DOMAIN_XML_INACTIVE)}) {
            if (const Text xml(api.virDomainGetXMLDesc(domain.get(), flags)); xml) {
                add_use(xml.get(), use);
            }
        }
        if (!use.machine.empty()) {
            if (use.backing.empty()) {
                impl_->add_backing(use, is_local(uri_), known);
            }
            if (is_local(uri_)) {
                add_real_paths(use);
            }
            uses.push_back(std::move(use));
        }
    }
    std::free(domains);
    if (!impl_->alive()) {
        // Disks that could not be asked for are not unused.
        impl_->fail("cannot ask the domains for their disks", {VIR_ERR_NO_CONNECT, "the connection was lost"});
    }
    return uses;
}

std::optional<ResourceName> LibvirtProvider::volume_at(const std::string& path) const {
    const auto& api = impl_->api;
    const Volume volume(api.virStorageVolLookupByPath(impl_->connection.get(), path.c_str()));
    if (!volume) {
        if (const auto failure = last_failure(); !means_absent(failure, VIR_ERR_NO_STORAGE_VOL)) {
            impl_->fail("cannot look up the volume at " + path, failure);
        }
        return std::nullopt;
    }
    const Pool pool(api.virStoragePoolLookupByVolume(volume.get()));
    if (!pool) {
        if (const auto failure = last_failure(); !means_absent(failure, VIR_ERR_NO_STORAGE_POOL)) {
            impl_->fail("cannot look up the pool of " + path, failure);
        }
        return std::nullopt;
    }
    return ResourceName{
        ResourceKind::volume, api.virStorageVolGetName(volume.get()), api.virStoragePoolGetName(pool.get())};
}

std::map<ResourceName, std::string> LibvirtProvider::volumes(const std::string& pool) const {
    const auto& api = impl_->api;
    std::map<ResourceName, std::string> found;
    const auto in = impl_->pool(pool);
    if (!in || api.virStoragePoolIsActive(in.get()) == 0) {
        return found;
    }
    virStorageVolPtr* list = nullptr;
    const int count = api.virStoragePoolListAllVolumes(in.get(), &list, 0);
    if (count < 0) {
        impl_->fail("cannot list the volumes of pool " + pool);
    }
    for (int i = 0; i < count; ++i) {
        const Volume volume(list[i]);
        found[{ResourceKind::volume, api.virStorageVolGetName(volume.get()), pool}] =
            api.virStorageVolGetKey(volume.get());
    }
    std::free(list);
    return found;
}

std::optional<std::string> LibvirtProvider::machine_with(const std::string& uuid) const {
    const auto& api = impl_->api;
    const Domain domain(api.virDomainLookupByUUIDString(impl_->connection.get(), uuid.c_str()));
    if (!domain) {
        if (last_failure().code != VIR_ERR_NO_DOMAIN) {
            impl_->fail("cannot look up domain " + uuid);
        }
        return std::nullopt;
    }
    return api.virDomainGetName(domain.get());
}

std::optional<std::string> LibvirtProvider::find(const ResourceName& resource) const {
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

MachineState LibvirtProvider::state(const std::string& domain) const {
    const auto found = impl_->domain(domain);
    return found ? Impl::state_of(impl_->state(found.get())) : MachineState::gone;
}

void LibvirtProvider::start_domain(const std::string& domain) const {
    const auto& api = impl_->api;
    const auto target = impl_->present_domain(domain);
    int result = 0;
    switch (impl_->state(target.get())) {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
        return;
    case VIR_DOMAIN_PAUSED:
        result = api.virDomainResume(target.get());
        break;
    case VIR_DOMAIN_PMSUSPENDED:
        result = api.virDomainPMWakeup(target.get(), 0);
        break;
    case VIR_DOMAIN_CRASHED:
        // A crashed guest may be kept for debugging; it keeps its name until it is destroyed.
        api.virDomainDestroy(target.get());
        [[fallthrough]];
    default:
        result = api.virDomainCreate(target.get());
    }
    if (result != 0) {
        const auto failure = last_failure();
        // Somebody else may just have done it.
        if (impl_->state(target.get()) != VIR_DOMAIN_RUNNING) {
            impl_->fail("cannot start domain " + domain, failure);
        }
    }
}

void LibvirtProvider::start(const ResourceName& resource) const {
    const auto& api = impl_->api;
    const auto start = [&](const auto& target, auto is_active, const auto& create) {
        if (!target) {
            throw Error("{} does not exist any more", to_string(resource));
        }
        if (is_active(target.get()) != 1 && create(target.get()) != 0) {
            const auto failure = last_failure();
            // Somebody else may just have done it: a network or a pool can be that of several machines.
            if (is_active(target.get()) != 1) {
                impl_->fail("cannot start " + to_string(resource), failure);
            }
        }
    };
    switch (resource.kind) {
    case ResourceKind::domain:
        return start_domain(resource.name);
    case ResourceKind::network:
        return start(impl_->network(resource.name), api.virNetworkIsActive, api.virNetworkCreate);
    case ResourceKind::pool:
        return start(impl_->pool(resource.name), api.virStoragePoolIsActive, [&](virStoragePoolPtr pool) {
            return api.virStoragePoolCreate(pool, 0);
        });
    case ResourceKind::volume:
        break; // Nothing to start.
    }
}

void LibvirtProvider::refresh_pools() const {
    virStoragePoolPtr* pools = nullptr;
    const int count = impl_->api.virConnectListAllStoragePools(
        impl_->connection.get(), &pools, VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE);
    if (count < 0) {
        if (const auto failure = last_failure(); failure.code != VIR_ERR_NO_SUPPORT) {
            impl_->fail("cannot list the pools", failure);
        }
        return; // A libvirt without storage has no pools.
    }
    std::optional<LibvirtFailure> lost;
    for (int i = 0; i < count; ++i) {
        const Pool pool(pools[i]);
        // A pool with a missing folder does not concern this instance, or Terraform reports it; a lost connection does.
        if (!lost && impl_->api.virStoragePoolRefresh(pool.get(), 0) != 0) {
            if (auto failure = last_failure(); !impl_->alive()) {
                lost = std::move(failure);
            }
        }
    }
    std::free(pools);
    if (lost) {
        impl_->fail("cannot refresh the pools", *lost);
    }
}

std::unique_ptr<SerialConsole> LibvirtProvider::open_console(
    const std::string& domain, ConsoleOutput output, std::function<void()> ended) const {
    return std::make_unique<LibvirtConsole>(uri_, domain, std::move(output), std::move(ended));
}

} // namespace crocum
