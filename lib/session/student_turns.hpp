#pragma once

#include "lib/session/session.hpp"
#include "lib/session/student_error.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace crocum {

// What keeps students from using up the host and from standing in each other's or their teacher's way. Locks in
// STATE/console, which end with the process that holds them.

/// A session of a student's; only so many at a time. Throws StudentError.
[[nodiscard]] Lock begin_session(const Session& session, const std::string& student);

/// A student's checks: one at a time, and a pause from the end of one, however it ended, to the next.
class CheckTurn {
public:
    /// Throws StudentError where it is too early.
    CheckTurn(const Session& session, const std::string& student);
    CheckTurn(const CheckTurn&) = delete;
    CheckTurn& operator=(const CheckTurn&) = delete;
    ~CheckTurn();

private:
    void mark() const;

    Lock lock_;
    std::filesystem::path mark_;
};

/// A place among so many checks of students as the host does at a time (limits.hpp); `waiting` is called once where
/// there is none yet. Throws Interrupted.
[[nodiscard]] Lock wait_for_place(const Session& session, std::size_t machines, const std::function<void()>& waiting);

/// As long as it lives an interruption (SIGTERM) comes once somebody wants `lock`, which has to outlive it. A process
/// that does not end what it does even so, or takes longer than `longest` altogether, is ended: a terminal that takes
/// no more (Ctrl-S) holds up whoever writes to it.
class GivesWay {
public:
    GivesWay(const Lock& lock, Seconds longest);
    GivesWay(const GivesWay&) = delete;
    GivesWay& operator=(const GivesWay&) = delete;
    ~GivesWay();

    /// No interruption comes of it any more. Whether one came.
    bool end();

private:
    struct Watch;
    std::unique_ptr<Watch> watch_;
};

} // namespace crocum
