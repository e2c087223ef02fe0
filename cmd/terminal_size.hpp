#pragma once

#include <cstddef>

namespace crocum {

/// The columns of a terminal, within bounds: 80 when they are unknown.
[[nodiscard]] std::size_t terminal_columns(int terminal);

} // namespace crocum
