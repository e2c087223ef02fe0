#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/fd.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace crocum {

/// The process that holds a lock, as it wrote into the lock's file.
struct Holder {
    int pid = 0;
    std::string command;
    std::string since; ///< ISO 8601; empty if unknown

    /// "\"crocum lab up hello -s demo\" (process 123, for 12 s)"
    [[nodiscard]] std::string describe() const;

    bool yields = false; ///< see Lock::Priority
    bool alive = false;  ///< false: the process is dead, and a Terraform that it started still holds the lock
};

/// An exclusive lock on a file that is never removed. It belongs to an open file description (fcntl(2), F_OFD_SETLK):
/// a child that inherits the descriptor keeps the lock, so an orphaned Terraform still holds it. The process that took
/// the lock releases it for all of them. If that process was killed, the last close releases the lock. flock(2) would
/// not do: the only way to see whether a lock is held would be to take it.
class Lock {
public:
    /// A holder that yields ends its work when a process of normal priority requests the lock (is_requested()).
    enum class Priority { normal, yields };

    Lock(Lock&&) = default;
    Lock& operator=(Lock&&) = delete;
    /// Releases the lock, also if a child still has the descriptor: a process that a provisioner of Terraform started
    /// in the background would hold it otherwise.
    ~Lock();

    /// Takes the lock. Returns nothing if another process holds it.
    [[nodiscard]] static std::optional<Lock> try_take(
        const std::filesystem::path& file, const std::string& command, Priority priority = Priority::normal);

    /// Takes the lock, and waits for it for `patience`. `waiting` is called once, with the holder, before the first
    /// wait. If the holder is dead, the wait is five minutes at least, because its Terraform ends by itself. If the
    /// holder yields, a caller of normal priority waits one minute at least. Throws LockedError that names the holder.
    [[nodiscard]] static Lock take(
        const std::filesystem::path& file,
        const std::string& command,
        Seconds patience,
        const std::function<void(const Holder&)>& waiting,
        Priority priority = Priority::normal);

    /// Whether a process of normal priority waits for this lock.
    [[nodiscard]] bool is_requested() const;

    /// The process that holds the lock now; nothing if the lock is free. Does not take the lock.
    [[nodiscard]] static std::optional<Holder> holder(const std::filesystem::path& file);

    [[nodiscard]] int fd() const { return fd_.get(); }

private:
    Lock(Fd fd, std::filesystem::path request) : fd_(std::move(fd)), request_(std::move(request)) {}

    Fd fd_;
    std::filesystem::path request_; ///< the file that a process creates to request the lock of a holder that yields
};

} // namespace crocum
