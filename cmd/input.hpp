#pragma once

#include <string>

namespace crocum {

/// What is piped in, up to 16 MiB; nothing where stdin is a terminal. Throws Error, and Interrupted.
[[nodiscard]] std::string read_stdin();

} // namespace crocum
