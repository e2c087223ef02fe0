#include "lib/hypervisor/connection.hpp"

namespace crocum {

void Hypervisor::Impl::remove_domain(const std::string& name) const {
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

void Hypervisor::Impl::remove_network(const std::string& name) const {
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

void Hypervisor::Impl::remove_volume(const ResourceName& resource) const {
    const auto target = volume(resource);
    if (target && api.virStorageVolDelete(target.get(), 0) != 0) {
        fail("cannot delete " + to_string(resource));
    }
}

void Hypervisor::Impl::remove_pool(const std::string& name) const {
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

} // namespace crocum
