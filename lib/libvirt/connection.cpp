#include "lib/libvirt/connection.hpp"

#include "lib/base/text.hpp"
#include "lib/libvirt/domain_xml.hpp"
#include "lib/libvirt/qcow2.hpp"
#include "lib/provider/agent_error.hpp"

namespace crocum {

LibvirtFailure last_failure() {
    const auto* error = libvirt_api().virGetLastError();
    if (error == nullptr) {
        return {0, "libvirt gives no reason"};
    }
    // The message of an agent's error is text from the guest.
    return {error->code, error->message == nullptr ? "no reason given" : sanitize_line(error->message)};
}

bool LibvirtProvider::Impl::alive() const {
    // Without its event loop libvirt does not notice a lost host, and delivers no events.
    return !event_loop().end() && api.virConnectIsAlive(connection.get()) == 1;
}

void LibvirtProvider::Impl::fail(const std::string& what, const LibvirtFailure& failure) const {
    require_running(event_loop());
    // The code does not distinguish: a broken connection and a failed chmod on the host are both "system error".
    if (!alive()) {
        throw UnreachableError("libvirt: {}: {}", what, failure.message);
    }
    throw Error("libvirt: {}: {}", what, failure.message);
}

template <typename Handle, typename Raw>
Handle LibvirtProvider::Impl::found_or_absent(Raw* raw, const std::string& what, int absent) const {
    if (raw == nullptr) {
        if (const auto failure = last_failure(); failure.code != absent) {
            fail("cannot look up " + what, failure);
        }
    }
    return Handle(raw);
}

Domain LibvirtProvider::Impl::domain(const std::string& name) const {
    return found_or_absent<Domain>(
        api.virDomainLookupByName(connection.get(), name.c_str()), "domain " + name, VIR_ERR_NO_DOMAIN);
}

Domain LibvirtProvider::Impl::present_domain(const std::string& name) const {
    auto found = domain(name);
    if (!found) {
        throw AgentError(AgentFault::machine_off, "there is no domain {} any more", name);
    }
    return found;
}

Network LibvirtProvider::Impl::network(const std::string& name) const {
    return found_or_absent<Network>(
        api.virNetworkLookupByName(connection.get(), name.c_str()), "network " + name, VIR_ERR_NO_NETWORK);
}

Pool LibvirtProvider::Impl::pool(const std::string& name) const {
    return found_or_absent<Pool>(
        api.virStoragePoolLookupByName(connection.get(), name.c_str()), "pool " + name, VIR_ERR_NO_STORAGE_POOL);
}

Volume LibvirtProvider::Impl::volume(const ResourceName& resource) const {
    // A volume without a pool is a file outside of all pools.
    const auto in = resource.pool.empty() ? nullptr : pool(resource.pool);
    if (!in) {
        return nullptr;
    }
    if (api.virStoragePoolIsActive(in.get()) != 1) {
        // The pool's folder may contain the volume, so "unknown" is not "absent".
        throw with_hint(
            Error("pool {} is not active, so {} cannot be looked for", resource.pool, resource.name),
            "virsh pool-start " + resource.pool);
    }
    api.virStoragePoolRefresh(in.get(), 0);
    return found_or_absent<Volume>(
        api.virStorageVolLookupByName(in.get(), resource.name.c_str()), to_string(resource), VIR_ERR_NO_STORAGE_VOL);
}

void LibvirtProvider::Impl::add_backing(MachineUse& use, bool local, std::map<std::string, std::string>& known) const {
    const auto backing_on_disk = [&](const std::string& path) {
        const auto [found, is_new] = known.try_emplace(path);
        if (is_new) {
            found->second = backing_file(path);
        }
        return found->second;
    };
    auto paths = use.files;
    for (const auto& disk : use.volumes) {
        const Pool in(api.virStoragePoolLookupByName(connection.get(), disk.pool.c_str()));
        if (const Volume volume(in ? api.virStorageVolLookupByName(in.get(), disk.name.c_str()) : nullptr); volume) {
            paths.insert(api.virStorageVolGetKey(volume.get()));
        }
    }
    for (auto path : paths) {
        // A chain that leads back into itself ends as well.
        do {
            const Volume volume(api.virStorageVolLookupByPath(connection.get(), path.c_str()));
            const Text xml(volume ? api.virStorageVolGetXMLDesc(volume.get(), 0) : nullptr);
            path = xml ? backing_path(xml.get()) : local ? backing_on_disk(path) : "";
        } while (!path.empty() && use.backing.insert(path).second);
    }
}

int LibvirtProvider::Impl::state(virDomainPtr domain) const {
    int state = VIR_DOMAIN_NOSTATE;
    if (api.virDomainGetState(domain, &state, nullptr, 0) != 0) {
        fail("cannot ask for a domain's state");
    }
    return state;
}

std::vector<std::string> LibvirtProvider::Impl::saved_domains() const {
    virDomainPtr* domains = nullptr;
    const int count = api.virConnectListAllDomains(
        connection.get(), &domains, VIR_CONNECT_LIST_DOMAINS_INACTIVE | VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE);
    if (count < 0) {
        fail("cannot list domains");
    }
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
        const Domain domain(domains[i]);
        names.emplace_back(api.virDomainGetName(domain.get()));
    }
    std::free(domains); // NOLINT(cppcoreguidelines-no-malloc): libvirt allocates with malloc
    return names;
}

MachineState LibvirtProvider::Impl::state_of(int state) noexcept {
    switch (state) {
    case VIR_DOMAIN_RUNNING:
    case VIR_DOMAIN_BLOCKED:
        return MachineState::running;
    case VIR_DOMAIN_PAUSED:
        return MachineState::paused;
    case VIR_DOMAIN_PMSUSPENDED:
        return MachineState::suspended;
    case VIR_DOMAIN_CRASHED:
        return MachineState::crashed;
    default:
        return MachineState::off;
    }
}

} // namespace crocum
