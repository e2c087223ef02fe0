#include "lib/base/clock.hpp"
#include "lib/libvirt/connection.hpp"

#include <fstream>
#include <thread>

namespace crocum {

namespace {

constexpr std::uint64_t kib = 1024;
constexpr Seconds wakeup_patience{5};

/// MemAvailable of this host: the memory that is available without swapping. libvirt does not report it.
Capacity local_memory() {
    std::ifstream file("/proc/meminfo");
    Capacity memory;
    std::string key;
    std::uint64_t value = 0;
    std::string rest;
    while (file >> key >> value && std::getline(file, rest)) {
        if (key == "MemTotal:") {
            memory.total = value * kib;
        } else if (key == "MemAvailable:") {
            memory.available = value * kib;
        }
    }
    return memory;
}

std::uint64_t number_in(const LibvirtApi& api, const virDomainStatsRecord& record, const char* name) {
    unsigned long long value = 0;
    api.virTypedParamsGetULLong(record.params, record.nparams, name, &value);
    return value;
}

} // namespace

std::map<std::string, MachineMemory> LibvirtProvider::memory() const {
    const auto& api = impl_->api;
    virDomainStatsRecordPtr* records = nullptr;
    const int count = api.virConnectGetAllDomainStats(
        impl_->connection.get(), VIR_DOMAIN_STATS_BALLOON, &records, VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE);
    if (count < 0) {
        impl_->fail("cannot ask the domains for their memory");
    }
    std::map<std::string, MachineMemory> found;
    for (int i = 0; i < count; ++i) {
        found[api.virDomainGetName(records[i]->dom)] = {
            number_in(api, *records[i], "balloon.maximum") * kib, number_in(api, *records[i], "balloon.rss") * kib};
    }
    api.virDomainStatsRecordListFree(records);
    return found;
}

std::uint64_t LibvirtProvider::memory_of(const std::string& domain) const {
    const auto memory = impl_->api.virDomainGetMaxMemory(impl_->present_domain(domain).get());
    if (memory == 0) {
        impl_->fail("cannot ask for the memory of domain " + domain);
    }
    return memory * kib;
}

Capacity LibvirtProvider::host_memory() const {
    if (is_local(uri_)) {
        return local_memory();
    }
    const auto& api = impl_->api;
    int count = 0;
    api.virNodeGetMemoryStats(impl_->connection.get(), VIR_NODE_MEMORY_STATS_ALL_CELLS, nullptr, &count, 0);
    std::vector<virNodeMemoryStats> stats(static_cast<std::size_t>(std::max(0, count)));
    if (count <= 0 || api.virNodeGetMemoryStats(
                          impl_->connection.get(), VIR_NODE_MEMORY_STATS_ALL_CELLS, stats.data(), &count, 0) != 0) {
        impl_->fail("cannot ask the host for its memory");
    }
    Capacity memory;
    for (const auto& one : stats) {
        const std::string_view name = one.field;
        if (name == VIR_NODE_MEMORY_STATS_TOTAL) {
            memory.total = one.value * kib;
        } else if (
            name == VIR_NODE_MEMORY_STATS_FREE || name == VIR_NODE_MEMORY_STATS_BUFFERS ||
            name == VIR_NODE_MEMORY_STATS_CACHED) {
            memory.available += one.value * kib;
        }
    }
    return memory;
}

std::optional<Capacity> LibvirtProvider::pool_capacity(const std::string& pool) const {
    const auto found = impl_->pool(pool);
    virStoragePoolInfo info{};
    if (!found || impl_->api.virStoragePoolIsActive(found.get()) != 1 ||
        impl_->api.virStoragePoolGetInfo(found.get(), &info) != 0) {
        return std::nullopt;
    }
    return Capacity{info.capacity, info.available};
}

void LibvirtProvider::suspend(const std::string& domain) const {
    const auto& api = impl_->api;
    const auto target = impl_->present_domain(domain);
    int state = impl_->state(target.get());
    if (state == VIR_DOMAIN_PMSUSPENDED) {
        // A sleeping guest can wake up by itself, and only a running one can be paused.
        if (api.virDomainPMWakeup(target.get(), 0) != 0) {
            impl_->fail("cannot wake up domain " + domain);
        }
        const Deadline deadline(wakeup_patience);
        while ((state = impl_->state(target.get())) == VIR_DOMAIN_PMSUSPENDED && !deadline.passed()) {
            std::this_thread::sleep_for(Milliseconds(20));
        }
        if (state == VIR_DOMAIN_PMSUSPENDED) {
            throw Error("domain {} does not wake up", domain);
        }
    }
    if ((state == VIR_DOMAIN_RUNNING || state == VIR_DOMAIN_BLOCKED) && api.virDomainSuspend(target.get()) != 0) {
        impl_->fail("cannot suspend domain " + domain);
    }
}

void LibvirtProvider::save(const std::string& domain) const {
    const auto target = impl_->present_domain(domain);
    const int state = impl_->state(target.get());
    if (state == VIR_DOMAIN_SHUTOFF || state == VIR_DOMAIN_CRASHED) {
        return;
    }
    // The flag makes it run after the restore, also when it is paused now, so that start() need not check again.
    if (impl_->api.virDomainManagedSave(target.get(), VIR_DOMAIN_SAVE_RUNNING) != 0) {
        impl_->fail("cannot save domain " + domain);
    }
}

} // namespace crocum
