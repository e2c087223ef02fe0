#pragma once

#include <chrono>
#include <string>

namespace crocum {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using Time = std::chrono::system_clock::time_point;

/// The present time. All code asks here, and not the clocks themselves, so that tests can let hours pass.
[[nodiscard]] Time current_time() noexcept;
[[nodiscard]] Clock::time_point steady_time() noexcept;

/// For tests only: both clocks are ahead by `offset` from now on, on all threads.
void set_clock_offset(Clock::duration offset) noexcept;

/// A point in time after which an operation gives up. Passed by value through every layer, so that nested waits share
/// one budget instead of adding up.
class Deadline {
public:
    explicit Deadline(Clock::duration budget) : end_(steady_time() + budget) {}

    [[nodiscard]] bool passed() const { return steady_time() >= end_; }

    /// Never negative.
    [[nodiscard]] Milliseconds left() const;

    /// The nearer of this and `budget` from now.
    [[nodiscard]] Deadline within(Clock::duration budget) const;

private:
    Clock::time_point end_;
};

/// Seconds since construction.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const;

private:
    Clock::time_point start_ = steady_time();
};

/// ISO 8601 in UTC with seconds: 2026-11-23T18:30:00Z. JSON and records use only this form.
[[nodiscard]] std::string to_iso(Time time);

/// The reverse of to_iso. Throws Error for anything else.
[[nodiscard]] Time from_iso(const std::string& text);

/// UTC to the microsecond, of one width and without colons, which scp and Windows shares do not allow in file names:
/// 2026-11-23T183000.123456Z. Sorts by time.
[[nodiscard]] std::string to_stamp(Time time);

/// The reverse of to_stamp. Throws Error for anything else.
[[nodiscard]] Time from_stamp(const std::string& text);

/// A time as a user writes it: 2026-12-01T23:59 or "2026-12-01 23:59", with seconds or without, with a zone (Z, +03:00)
/// or in the local zone, also as to_local() prints it. Throws UsageError that names `what` for anything else.
[[nodiscard]] Time time_from(const std::string& given, const std::string& what);

/// "90s", "30m", "2h", "1d", "1h30m". Throws UsageError that names `what` for anything else.
[[nodiscard]] Seconds duration_from(const std::string& text, const std::string& what);

/// A time (time_from), or one so long before `now` (duration_from).
[[nodiscard]] Time moment_from(const std::string& text, const std::string& what, Time now);

/// For texts: the time in the local zone (of TZ, of the setting timezone, or of this host), "2026-12-01 23:59 CET".
[[nodiscard]] std::string to_local(Time time);

/// For texts: "in 3 days", "12 min ago".
[[nodiscard]] std::string from_now(Time time, Time now);

/// For texts: "12 s", "3 min", "5 h", "2 days".
[[nodiscard]] std::string format_duration(Clock::duration duration);

} // namespace crocum
