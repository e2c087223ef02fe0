#pragma once

#include "lib/base/fd.hpp"
#include "lib/config/config.hpp"
#include "lib/provider/provider.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace crocum {

/// Memory and disk space for machines that are about to start. A host that swaps slows down every student's machines,
/// so it is asked before a start, not after.

/// What the machines of an instance will take, in bytes.
struct Demand {
    std::uint64_t memory = 0;
    std::size_t machines = 0;
    std::map<std::string, std::uint64_t> disk; ///< by pool
};

/// What is left of the host's memory when every running machine has taken all that it may take, and a tenth of the host
/// (at least 512 MiB) stays free; in bytes. Where memory_limit is set, of that.
[[nodiscard]] std::uint64_t free_memory(const Config& config, const Provider& provider);

/// With what QEMU itself takes for each machine; more where the processor is emulated.
[[nodiscard]] std::uint64_t memory_for(const Config& config, const Demand& demand);

/// Memory and disk space set aside until this object is destroyed, or the process ends.
class Reservation {
public:
    /// Of ReservationFiles::add().
    explicit Reservation(Fd file) : file_(std::move(file)) {}

    Reservation(Reservation&&) = default;
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation();

    /// A child that inherits this descriptor keeps the reservation of a parent that is killed.
    [[nodiscard]] int fd() const { return file_.get(); }

private:
    Fd file_;
};

/// Sets aside what machines need that are about to start. Keep the result until they run, and count by themselves;
/// until then no thread and no process with the same state directory can have it. The provider is asked without any
/// lock held. Throws WaitingError when there is too little, and Interrupted.
[[nodiscard]] Reservation reserve(const Config& config, const Provider& provider, const Demand& demand);

/// Throws WaitingError when reserve() would, and sets nothing aside.
void require_capacity(const Config& config, const Provider& provider, const Demand& demand);

} // namespace crocum
