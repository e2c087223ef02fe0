#pragma once

#include "lib/base/fd.hpp"
#include "lib/config/config.hpp"
#include "lib/provider/provider.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace crocum {

/// Memory and disk space for machines that are about to start. A host that swaps slows down every student's machines,
/// so crocum checks before a start.

/// Memory and disk space for the machines of an instance, in bytes.
struct Demand {
    std::uint64_t memory = 0;
    std::size_t machines = 0;
    std::map<std::string, std::uint64_t> disk; ///< by pool
};

/// The memory of the host, or memory_limit, less the maximum of every running machine, and less a tenth of the host (at
/// least 512 MiB) that stays free; in bytes.
[[nodiscard]] std::uint64_t free_memory(const Config& config, const Provider& provider);

/// The demand with QEMU's own memory for each machine, which is more with an emulated processor.
[[nodiscard]] std::uint64_t memory_for(const Config& config, const Demand& demand);

/// Memory and disk space set aside until this object is destroyed, or the process ends.
class Reservation {
public:
    /// From ReservationFiles::add().
    explicit Reservation(Fd file) : file_(std::move(file)) {}

    Reservation(Reservation&&) = default;
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation();

    /// A child that inherits this descriptor keeps the reservation of a parent that is killed.
    [[nodiscard]] int fd() const { return file_.get(); }

private:
    Fd file_;
};

/// Reserves memory and disk space for machines that are about to start. Keep the result until the machines run, so that
/// the measurement includes them; until then no thread and no process with the same state directory can reserve the
/// same memory. The provider is queried without a lock held. Throws WaitingError when there is too little, and
/// Interrupted.
[[nodiscard]] Reservation reserve(const Config& config, const Provider& provider, const Demand& demand);

/// Throws WaitingError when reserve() would, and reserves nothing.
void require_capacity(const Config& config, const Provider& provider, const Demand& demand);

} // namespace crocum
