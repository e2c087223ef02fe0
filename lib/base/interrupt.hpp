#pragma once

namespace crocum {

/// From here on SIGINT and SIGTERM only raise a flag that long waits look at; a second one ends crocum at once with
/// 128 + signal. SIGPIPE is ignored: a closed pipe is an error of the write. Call once, at start.
void catch_interrupts();

/// Readable (for poll) once a signal has arrived; never read it. -1 before catch_interrupts().
[[nodiscard]] int interrupt_fd() noexcept;

/// The signal that arrived, or 0.
[[nodiscard]] int interrupt_signal() noexcept;

/// Throws Interrupted when a signal has arrived. Safe from any thread.
void check_interrupt();

} // namespace crocum
