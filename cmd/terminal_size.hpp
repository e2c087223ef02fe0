#pragma once

#include <cstddef>

namespace crocum {

struct TerminalSize {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

/// The size of a terminal; 80 columns and 24 rows when it is unknown.
[[nodiscard]] TerminalSize terminal_size(int terminal);

/// The columns of a terminal, within bounds, for texts.
[[nodiscard]] std::size_t terminal_columns(int terminal);

} // namespace crocum
