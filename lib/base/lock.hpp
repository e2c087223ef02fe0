#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/fd.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace crocum {

/// Who took a lock, as it wrote into the lock's file.
struct Holder {
    int pid = 0;
    std::string command;
    std::string since; ///< ISO 8601; empty where it is not known

    /// "\"crocum lab up hello -s demo\" (process 123, for 12 s)"
    [[nodiscard]] std::string describe() const;

    bool gives_way = false;
    bool alive = false; ///< a dead holder with the lock still held left a terraform behind, which inherited it
};

/// An exclusive lock (fcntl's, of an open file description) on a file that is never removed. A child that inherits the
/// descriptor holds the lock on, so an orphaned terraform still counts. Released by whoever took it, for all of them,
/// or, where that one was killed, when the last of them closes it. Not flock(2): whether that is taken can only be
/// found out by taking it, which others would meet.
class Lock {
public:
    /// Who gives way ends what it does once somebody else wants the lock (wanted()), and is waited for.
    enum class Manner { insists, gives_way };

    Lock(Lock&&) = default;
    Lock& operator=(Lock&&) = delete;
    /// Gives it back, also where a child still has the descriptor: what a provisioner of Terraform's started in the
    /// background would hold it for as long as it runs.
    ~Lock();

    /// Takes the lock, or nothing where somebody has it.
    [[nodiscard]] static std::optional<Lock> try_take(
        const std::filesystem::path& file, const std::string& command, Manner manner = Manner::insists);

    /// Waits until `patience` has passed. `waiting` is called once, with the holder, before the first wait. While the
    /// holder is dead crocum waits in any case, up to five minutes: its terraform comes to an end by itself. For a
    /// holder that gives way whoever insists waits up to a minute. Throws LockedError that names the holder.
    [[nodiscard]] static Lock take(
        const std::filesystem::path& file,
        const std::string& command,
        Seconds patience,
        const std::function<void(const Holder&)>& waiting,
        Manner manner = Manner::insists);

    /// Somebody who insists waits for this lock.
    [[nodiscard]] bool wanted() const;

    /// Who has the lock now, without taking it; nothing when it is free.
    [[nodiscard]] static std::optional<Holder> holder(const std::filesystem::path& file);

    [[nodiscard]] int fd() const { return fd_.get(); }

private:
    Lock(Fd fd, std::filesystem::path wish) : fd_(std::move(fd)), wish_(std::move(wish)) {}

    Fd fd_;
    std::filesystem::path wish_; ///< a file that whoever wants the lock of somebody who gives way makes
};

} // namespace crocum
