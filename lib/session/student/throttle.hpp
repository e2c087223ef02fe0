#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/context.hpp"
#include "lib/session/student/errors.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace crocum {

// What keeps students from using up the host and from standing in each other's or their teacher's way. Locks in
// STATE/console, which end with the process that holds them.

/// A session of a student's; only so many at a time. Throws StudentError.
[[nodiscard]] Lock begin_session(const Context& context, const std::string& student);

/// A student's checks: one at a time, and a pause from the end of one, however it ended, to the next.
class RateLimit {
public:
    /// Throws StudentError where it is too early.
    RateLimit(const Context& context, const std::string& student);
    RateLimit(const RateLimit&) = delete;
    RateLimit& operator=(const RateLimit&) = delete;
    ~RateLimit();

private:
    void mark() const;

    Lock lock_;
    std::filesystem::path mark_;
};

/// A place among so many checks of students as the host does at a time (limits.hpp); `waiting` is called once where
/// there is none yet. Throws Interrupted.
[[nodiscard]] Lock wait_for_place(const Context& context, std::size_t machines, const std::function<void()>& waiting);

/// As long as it lives an interruption (SIGTERM) comes once somebody wants `lock`, which has to outlive it. A process
/// that does not end what it does even so, or takes longer than `longest` altogether, is ended: a terminal that takes
/// no more (Ctrl-S) holds up whoever writes to it.
class PreemptionWatch {
public:
    PreemptionWatch(const Lock& lock, Seconds longest);
    PreemptionWatch(const PreemptionWatch&) = delete;
    PreemptionWatch& operator=(const PreemptionWatch&) = delete;
    ~PreemptionWatch();

    /// No interruption comes of it any more. Whether one came.
    bool end();

private:
    struct Watch;
    std::unique_ptr<Watch> watch_;
};

} // namespace crocum
