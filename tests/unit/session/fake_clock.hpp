#pragma once

#include "lib/base/clock.hpp"

#include <atomic>

namespace crocum {

/// Lets hours pass at once, on all threads: a deadline in progress sees the new time too. Thread-safe. The host's time
/// is back when it is destroyed.
class FakeClock {
public:
    FakeClock() = default;

    /// It is this time of day.
    explicit FakeClock(Time time) { advance(time - current_time()); }

    FakeClock(const FakeClock&) = delete;
    FakeClock& operator=(const FakeClock&) = delete;

    ~FakeClock() { set_clock_offset(Clock::duration(0)); }

    void advance(Clock::duration by) { set_clock_offset(Clock::duration(offset_.fetch_add(by.count()) + by.count())); }

private:
    std::atomic<Clock::rep> offset_{0};
};

} // namespace crocum
