#pragma once

#include <string>

namespace crocum {

/// All of stdin, up to 16 MiB; empty when stdin is a terminal. Throws Error, and Interrupted.
[[nodiscard]] std::string read_stdin();

/// Whether a person at a terminal can answer a question.
[[nodiscard]] bool is_interactive();

/// Asks on stderr; true for "y" or "yes". Throws Interrupted.
[[nodiscard]] bool confirmed(const std::string& question);

} // namespace crocum
