#pragma once

#include "cmd/command.hpp"
#include "lib/base/json.hpp"

namespace crocum {

/// Every group and verb with its options, as the parser knows them. Tests compare man pages and completions with it.
[[nodiscard]] Json dump_cli(const CLI::App& app);

} // namespace crocum
