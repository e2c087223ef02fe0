#include "lib/libvirt/connection.hpp"
#include "lib/libvirt/domain_xml.hpp"

#include <functional>

namespace crocum {

namespace {

/// Networks and pools: stopped where active, then undefined. A transient one disappears when it stops.
template <typename Handle>
struct Calls {
    int (*is_active)(Handle*);
    int (*destroy)(Handle*);
    int (*undefine)(Handle*);
    std::function<void(Handle*)> in_between = {};
};

template <typename Impl, typename Find, typename Handle>
void stop_and_undefine(const Impl& impl, const std::string& what, const Find& find, const Calls<Handle>& calls) {
    const auto target = find();
    if (!target) {
        return;
    }
    if (calls.is_active(target.get()) == 1 && calls.destroy(target.get()) != 0) {
        impl.fail("cannot stop " + what);
    }
    if (calls.in_between) {
        calls.in_between(target.get());
    }
    if (calls.undefine(target.get()) != 0) {
        const auto failure = last_failure();
        if (find()) {
            impl.fail("cannot undefine " + what, failure);
        }
    }
}

} // namespace

void LibvirtProvider::Impl::remove_domain(const std::string& name) const {
    const auto target = domain(name);
    if (!target) {
        return;
    }
    if (state(target.get()) != VIR_DOMAIN_SHUTOFF && api.virDomainDestroy(target.get()) != 0) {
        const auto failure = last_failure();
        // It may have ended by itself in the meantime.
        if (const auto again = domain(name); again && state(again.get()) != VIR_DOMAIN_SHUTOFF) {
            fail("cannot stop domain " + name, failure);
        }
    }
    const unsigned everything = VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA |
                                VIR_DOMAIN_UNDEFINE_NVRAM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
    if (api.virDomainUndefineFlags(target.get(), everything) == 0) {
        return;
    }
    // Some drivers do not support all flags; and a transient domain disappears when it stops.
    if (api.virDomainUndefineFlags(target.get(), 0) != 0) {
        const auto failure = last_failure();
        if (domain(name)) {
            fail("cannot undefine domain " + name, failure);
        }
    }
}

void LibvirtProvider::Impl::remove_network(const std::string& name) const {
    const Calls<virNetwork> calls{api.virNetworkIsActive, api.virNetworkDestroy, api.virNetworkUndefine};
    stop_and_undefine(
        *this, "network " + name, [&] { return network(name); }, calls);
}

void LibvirtProvider::Impl::remove_volume(const ResourceName& resource) const {
    const auto target = volume(resource);
    if (target && api.virStorageVolDelete(target.get(), 0) != 0) {
        fail("cannot delete " + to_string(resource));
    }
}

void LibvirtProvider::Impl::remove_pool(const std::string& name) const {
    const Calls<virStoragePool> calls{
        api.virStoragePoolIsActive,
        api.virStoragePoolDestroy,
        api.virStoragePoolUndefine,
        [this](virStoragePoolPtr pool) {
            // Removes the pool's folder, which was created with the pool. libvirt calls rmdir(2), so a folder that is
            // not empty stays. For other kinds of pools "delete" could remove their content.
            if (const Text xml(api.virStoragePoolGetXMLDesc(pool, 0)); xml && is_folder_pool(xml.get())) {
                api.virStoragePoolDelete(pool, VIR_STORAGE_POOL_DELETE_NORMAL);
            }
        }};
    stop_and_undefine(
        *this, "pool " + name, [&] { return pool(name); }, calls);
}

void LibvirtProvider::remove(const ResourceName& resource) const {
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
