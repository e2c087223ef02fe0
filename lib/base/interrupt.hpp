#pragma once

#include "lib/base/clock.hpp"

namespace crocum {

/// After this call SIGINT, SIGTERM and SIGHUP (unless it is ignored already) only set a flag that long waits check; a
/// second signal ends crocum at once with 128 + signal, except SIGHUP, which can arrive several times. SIGPIPE is
/// ignored: a closed pipe is an error of the write. Call once, at start.
void catch_interrupts();

/// After this call a second SIGINT is ignored as well: a user who presses Ctrl-C repeatedly waits until the running
/// action has ended.
void ignore_second_interrupt() noexcept;

/// Readable (for poll) once a signal has arrived; never read it. -1 before catch_interrupts().
[[nodiscard]] int interrupt_fd() noexcept;

/// The signal that arrived, or 0.
[[nodiscard]] int interrupt_signal() noexcept;

/// As if `signal` had arrived; false when a signal has arrived before.
bool raise_interrupt(int signal) noexcept;

/// Throws Interrupted when a signal has arrived. Safe from any thread.
void check_interrupt();

/// Clears the signal that arrived, so that an action can be undone without another interruption; the next signal
/// interrupts the undoing. Call it only when no other thread waits.
void forget_interrupt() noexcept;

/// Waits for `moment`, or until a signal has arrived.
void wait_a_moment(Milliseconds moment) noexcept;

/// Waits until `fd` is ready for `events` (of poll(2)); false when the deadline passes first. After an interruption
/// every wait lasts 500 ms at most: long enough for a pending answer, and for the calls that undo an action. Then it
/// throws Interrupted. Safe from any thread.
[[nodiscard]] bool await(int fd, short events, Deadline deadline);

} // namespace crocum
