#pragma once

#include "lib/base/clock.hpp"

#include <algorithm>

namespace crocum {

/// The pauses between two polls of a process in a guest: short at first and after new output, then longer. A poll costs
/// an emulated guest some 10 ms of processor time.
class Pace {
public:
    Pace(Milliseconds first, Milliseconds busy) : next_(first), busy_(busy) {}

    void progress() { next_ = std::min(next_, busy_); }

    /// Sleeps, not beyond the deadline; an interruption ends the sleep early.
    void pause(Deadline deadline);

private:
    Milliseconds next_;
    Milliseconds busy_;
};

} // namespace crocum
