#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/context.hpp"
#include "lib/session/student/errors.hpp"

#include <filesystem>
#include <functional>
#include <memory>

namespace crocum {

// Limits for students, so that they cannot exhaust the host or delay each other and the teacher. The limits are locks
// in STATE/console, which end with the process that holds them.

/// Takes one of the limited number of sessions of a student. Throws StudentError.
[[nodiscard]] Lock begin_session(const Context& context, const std::string& student);

/// Limits a student's checks: one at a time, with a pause after the end of each.
class RateLimit {
public:
    /// Throws StudentError when the pause is not over.
    RateLimit(const Context& context, const std::string& student);
    RateLimit(const RateLimit&) = delete;
    RateLimit& operator=(const RateLimit&) = delete;
    ~RateLimit();

private:
    void mark() const;

    Lock lock_;
    std::filesystem::path mark_;
};

/// Takes one of the limited number of student checks on the host (concurrency.hpp); calls `waiting` once if there is
/// none free. Throws Interrupted.
[[nodiscard]] Lock wait_for_place(const Context& context, std::size_t machines, const std::function<void()>& waiting);

/// While it exists, raises SIGTERM in this process once another command requests `lock`, which has to outlive it. Calls
/// `stuck` on another thread if the check does not stop in time after that, or takes longer than `longest` in total: a
/// terminal that accepts no output (Ctrl-S) would block it for ever. `stuck` has to end the process, and so release its
/// locks.
class PreemptionWatch {
public:
    PreemptionWatch(const Lock& lock, Seconds longest, std::function<void()> stuck);
    PreemptionWatch(const PreemptionWatch&) = delete;
    PreemptionWatch& operator=(const PreemptionWatch&) = delete;
    ~PreemptionWatch();

    /// Stops watching. Returns whether it raised SIGTERM.
    bool end();

private:
    struct Watch;
    std::unique_ptr<Watch> watch_;
};

} // namespace crocum
