#pragma once

#include <string>

namespace crocum {

/// What is piped in, up to 16 MiB; nothing where stdin is a terminal. Throws Error, and Interrupted.
[[nodiscard]] std::string read_stdin();

/// Whether there is somebody at a terminal who could answer.
[[nodiscard]] bool asks_people();

/// Asks on stderr; true for "y" or "yes". Throws Interrupted.
[[nodiscard]] bool confirmed(const std::string& question);

} // namespace crocum
