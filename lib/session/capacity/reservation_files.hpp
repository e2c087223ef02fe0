#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/fd.hpp"
#include "lib/base/lock.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>

namespace crocum {

/// Memory and disk space in bytes.
struct Amounts {
    std::uint64_t memory = 0;
    std::map<std::string, std::uint64_t> disk; ///< by pool
};

/// The reservations of all processes that share a state directory: one file each, below STATE/locks/reservations.
///
/// The process with a reservation holds flock(2) on its file, so the kernel ends the reservation of a killed process. A
/// file without this lock stays for a while, and the time of its last change is the end of the reservation: a
/// measurement that began before this time does not include the machines that were started in the meantime.
///
/// A file that cannot be read counts as nothing, since it must not keep all machines from starting; it is removed
/// unless a process holds it. A host that restarts leaves such files.
class ReservationFiles {
public:
    /// Longer ago than this, a reservation that ended is forgotten.
    static constexpr std::chrono::minutes kept{10};

    /// The list is locked as long as this object exists: for reading and writing small files, never for a call of a
    /// provider. Throws LockedError when another process has it for a minute, and Interrupted.
    explicit ReservationFiles(const std::filesystem::path& state);

    /// What is reserved at a provider, or was at any moment after `since`. Removes files of reservations that ended.
    [[nodiscard]] Amounts reserved(const std::string& uri, Time since) const;

    /// Makes a reservation, which lasts until end(), or until the process ends. Throws Error when it cannot be written.
    [[nodiscard]] Fd add(const std::string& uri, const Amounts& amounts) const;

    /// Ends a reservation that add() returned; without the list's lock, so that it never waits.
    static void end(const Fd& reservation) noexcept;

private:
    std::filesystem::path folder_;
    /// The lock between processes is polled for, which threads of one process need not do among themselves.
    std::unique_lock<std::mutex> threads_;
    Lock lock_;
};

} // namespace crocum
