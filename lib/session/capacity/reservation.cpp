#include "lib/session/capacity/reservation.hpp"

#include "lib/base/error.hpp"

#include <algorithm>
#include <mutex>

namespace crocum {

namespace {

constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
/// QEMU beside the guest's memory: devices, and the translated code of an emulated processor.
constexpr std::uint64_t beside_kvm = 128 * mib;
constexpr std::uint64_t beside_emulation = 384 * mib;
constexpr std::uint64_t least_reserve = 512 * mib;
/// Of a pool and of the host's memory.
constexpr std::uint64_t part_kept_free = 10;
constexpr std::uint64_t part_of_pool_kept_free = 20;

/// What threads of this process have set aside, by libvirt.
struct Promises {
    std::mutex mutex;
    std::map<std::string, std::uint64_t> memory;
    std::map<std::pair<std::string, std::string>, std::uint64_t> disk;
};

Promises& promises() {
    static Promises all;
    return all;
}

std::uint64_t beside(const Config& config) {
    return config.domain_type == "kvm" ? beside_kvm : beside_emulation;
}

std::uint64_t without(std::uint64_t amount, std::uint64_t taken) {
    return amount - std::min(amount, taken);
}

void require_disk(const Provider& provider, const Demand& demand, Promises& made) {
    for (const auto& [pool, bytes] : demand.disk) {
        const auto room = provider.pool_capacity(pool);
        if (!room) {
            continue; // One that the plan makes itself, or that the lab's own libvirt tells of.
        }
        const auto kept = room->total / part_of_pool_kept_free;
        const auto free = without(room->available, kept + made.disk[{provider.uri(), pool}]);
        if (bytes > free) {
            throw with_hint(
                WaitingError(
                    "disk",
                    "no room on disk: it would take {} MiB of pool {}, where {} MiB may still be taken",
                    bytes / mib,
                    pool,
                    free / mib),
                "Take instances down that are not needed any more, or enlarge the pool");
        }
    }
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

std::shared_ptr<void> reserve(const Config& config, const Provider& provider, const Demand& demand) {
    auto& made = promises();
    const std::lock_guard guard(made.mutex);
    const auto memory = memory_for(config, demand);
    const auto whole = provider.host_memory().total;
    const auto most = config.memory_limit == 0 ? whole : std::min(whole, config.memory_limit * mib);
    if (memory > most) {
        throw with_hint(
            Error(
                "it takes {} MiB of memory, more than this host may give machines at all: {} MiB",
                memory / mib,
                most / mib),
            "Give the lab's machines less memory in its Terraform files");
    }
    const auto free = without(free_memory(config, provider), made.memory[provider.uri()]);
    if (memory > free) {
        throw with_hint(
            WaitingError(
                "memory",
                "no room in memory: it would take {} MiB ({} for {}, {} for QEMU), and {} MiB may still be taken of {}",
                memory / mib,
                demand.memory / mib,
                demand.machines == 1 ? "its machine" : "its machines",
                (memory - demand.memory) / mib,
                free / mib,
                config.memory_limit == 0 ? std::string("this host")
                                         : fmt::format("memory_limit ({} MiB)", config.memory_limit)),
            "Take instances down or stop their machines; \"crocum lab check --waves\" grades many in turn");
    }
    require_disk(provider, demand, made);
    made.memory[provider.uri()] += memory;
    for (const auto& [pool, bytes] : demand.disk) {
        made.disk[{provider.uri(), pool}] += bytes;
    }
    return {nullptr, [demand, memory, uri = provider.uri()](void*) {
                auto& all = promises();
                const std::lock_guard again(all.mutex);
                all.memory[uri] -= memory;
                for (const auto& [pool, bytes] : demand.disk) {
                    all.disk[{uri, pool}] -= bytes;
                }
            }};
}

} // namespace crocum
