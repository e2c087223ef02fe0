#pragma once

#include "lib/base/clock.hpp"

namespace crocum {

/// From here on SIGINT, SIGTERM and SIGHUP (unless it is ignored already) only raise a flag that long waits look at; a
/// second one ends crocum at once with 128 + signal, unless it is a hang-up, which comes several times. SIGPIPE is
/// ignored: a closed pipe is an error of the write. Call once, at start.
void catch_interrupts();

/// From here on a second SIGINT is ignored as well: whoever presses Ctrl-C again and again is to wait for the end of
/// what was begun.
void ignore_second_interrupt() noexcept;

/// Readable (for poll) once a signal has arrived; never read it. -1 before catch_interrupts().
[[nodiscard]] int interrupt_fd() noexcept;

/// The signal that arrived, or 0.
[[nodiscard]] int interrupt_signal() noexcept;

/// As if `signal` had arrived; false where one has already.
bool raise_interrupt(int signal) noexcept;

/// Throws Interrupted when a signal has arrived. Safe from any thread.
void check_interrupt();

/// Forgets the signal that arrived, so that what was begun can be undone without being interrupted by it again; the
/// next one interrupts that. Only where nothing else waits.
void forget_interrupt() noexcept;

/// Waits so long, or until a signal has arrived.
void wait_a_moment(Milliseconds moment) noexcept;

/// Waits until `fd` is ready for `events` (of poll(2)); false when the deadline passes first. From an interruption on
/// every wait has only a moment: long enough for an answer that is on its way, and for the calls that undo what was
/// begun. Then it throws Interrupted. Safe from any thread.
[[nodiscard]] bool await(int fd, short events, Deadline deadline);

} // namespace crocum
