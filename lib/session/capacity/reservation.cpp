#include "lib/session/capacity/reservation.hpp"

#include "lib/base/error.hpp"
#include "lib/session/capacity/reservation_files.hpp"

#include <algorithm>

namespace crocum {

namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
/// QEMU's own memory: devices, and the translated code of an emulated processor.
constexpr std::uint64_t beside_kvm = 128 * mib;
constexpr std::uint64_t beside_emulation = 384 * mib;
constexpr std::uint64_t least_reserve = 512 * mib;
/// The part of a pool and of the host's memory that stays free.
constexpr std::uint64_t part_kept_free = 10;
constexpr std::uint64_t part_of_pool_kept_free = 20;

std::uint64_t beside(const Config& config) {
    return config.domain_type == "kvm" ? beside_kvm : beside_emulation;
}

std::uint64_t without(std::uint64_t amount, std::uint64_t taken) {
    return amount - std::min(amount, taken);
}

/// Measured values of the provider's host.
struct Measured {
    Capacity memory;
    std::uint64_t free_memory = 0;
    std::map<std::string, Capacity> pools;
};

Measured measure_host(const Config& config, const Provider& provider, const Demand& demand) {
    Measured measured;
    measured.memory = provider.host_memory();
    measured.free_memory = free_memory(config, provider);
    for (const auto& [pool, bytes] : demand.disk) {
        // Without pools that the plan creates, and pools in another libvirt of the lab.
        if (const auto capacity = provider.pool_capacity(pool)) {
            measured.pools[pool] = *capacity;
        }
    }
    return measured;
}

void require_possible(const Config& config, const Measured& measured, std::uint64_t memory) {
    const auto whole = measured.memory.total;
    const auto most = config.memory_limit == 0 ? whole : std::min(whole, config.memory_limit * mib);
    if (memory > most) {
        throw with_hint(
            Error(
                "it takes {} MiB of memory, more than this host may give machines at all: {} MiB",
                memory / mib,
                most / mib),
            "Give the lab's machines less memory in its Terraform files");
    }
}

void require_memory(
    const Config& config,
    const std::string& uri,
    const Demand& demand,
    std::uint64_t memory,
    const Measured& measured,
    const Amounts& reserved) {
    const auto free = without(measured.free_memory, reserved.memory);
    if (memory > free) {
        WaitingError error(
            Shortage::memory,
            "not enough memory: {} MiB needed ({} for {}, {} for QEMU), but {} MiB are available of {}",
            memory / mib,
            demand.memory / mib,
            demand.machines == 1 ? "its machine" : "its machines",
            (memory - demand.memory) / mib,
            free / mib,
            config.memory_limit == 0 ? std::string("this host")
                                     : fmt::format("memory_limit ({} MiB)", config.memory_limit));
        error.provider = uri;
        throw with_hint(
            std::move(error),
            "Destroy instances or stop their machines; \"crocum lab check --waves\" grades students in turn");
    }
}

void require_disk(const Demand& demand, const Measured& measured, const Amounts& reserved) {
    for (const auto& [pool, capacity] : measured.pools) {
        const auto others = reserved.disk.find(pool);
        const auto kept = capacity.total / part_of_pool_kept_free;
        const auto free =
            without(without(capacity.available, kept), others == reserved.disk.end() ? 0 : others->second);
        const auto bytes = demand.disk.at(pool);
        if (bytes > free) {
            throw with_hint(
                WaitingError(
                    Shortage::disk,
                    "not enough disk space: {} MiB needed in pool {}, but {} MiB are available",
                    bytes / mib,
                    pool,
                    free / mib),
                "Destroy instances that are not needed any more, or enlarge the pool");
        }
    }
}

/// The locked list of reservations, after a check that the demand fits.
///
/// The host is measured before the list is locked, since a provider may not answer for minutes. In between others
/// reserve, start machines and end their reservations. So what was reserved at any moment since the beginning of the
/// measurement counts: a machine may then count twice, but none is left out.
ReservationFiles list_with_room(
    const Config& config, const Provider& provider, const Demand& demand, std::uint64_t memory) {
    const auto begun = current_time();
    const auto measured = measure_host(config, provider, demand);
    require_possible(config, measured, memory);
    ReservationFiles files(config.state);
    if (current_time() - begun > ReservationFiles::kept) {
        throw UnreachableError("{} took too long to report its free memory", provider.uri());
    }
    const auto reserved = files.reserved(provider.uri(), begun);
    require_memory(config, provider.uri(), demand, memory, measured, reserved);
    require_disk(demand, measured, reserved);
    return files;
}

} // namespace

std::uint64_t free_memory(const Config& config, const Provider& provider) {
    const auto host = provider.host_memory();
    auto free = without(host.available, std::max(host.total / part_kept_free, least_reserve));
    std::uint64_t allowed = 0;
    for (const auto& [name, memory] : provider.memory()) {
        free = without(free, without(memory.most + beside(config), memory.resident));
        allowed += memory.most + beside(config);
    }
    return config.memory_limit == 0 ? free : std::min(free, without(config.memory_limit * mib, allowed));
}

std::uint64_t memory_for(const Config& config, const Demand& demand) {
    return demand.memory + demand.machines * beside(config);
}

Reservation::~Reservation() {
    if (file_) {
        ReservationFiles::end(file_);
    }
}

Reservation reserve(const Config& config, const Provider& provider, const Demand& demand) {
    const auto memory = memory_for(config, demand);
    const auto files = list_with_room(config, provider, demand, memory);
    return Reservation(files.add(provider.uri(), {memory, demand.disk}));
}

void require_capacity(const Config& config, const Provider& provider, const Demand& demand) {
    static_cast<void>(list_with_room(config, provider, demand, memory_for(config, demand)));
}

} // namespace crocum
