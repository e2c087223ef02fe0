#pragma once

#include <string>

namespace crocum {

/// All of stdin, up to 16 MiB; empty when stdin is a terminal. Throws Error, and Interrupted.
[[nodiscard]] std::string read_stdin();

/// Whether a person at a terminal can answer a question.
[[nodiscard]] bool is_interactive();

/// For what changes many students: asks a person at a terminal, or needs --yes where nobody can answer. Does nothing
/// when `yes` is set. `question` begins with a verb and has no question mark; `consequence` is a sentence, or empty.
/// Throws UsageError that says `unchanged` ("nothing was destroyed").
void require_yes(
    bool yes, bool json, const std::string& question, const std::string& consequence, const std::string& unchanged);

/// Asks on stderr; true for "y" or "yes". Throws Interrupted.
[[nodiscard]] bool confirmed(const std::string& question);

} // namespace crocum
