#pragma once

#include "cmd/command.hpp"
#include "lib/base/json.hpp"

namespace crocum {

/// Every group and verb with its options, as the parser has them: what man pages and completions are held against.
[[nodiscard]] Json dump_cli(const CLI::App& app);

} // namespace crocum
