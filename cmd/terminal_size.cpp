#include "cmd/terminal_size.hpp"

#include <sys/ioctl.h>

#include <algorithm>

namespace crocum {

TerminalSize terminal_size(int terminal) {
    winsize size{};
    if (::ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col < 2 || size.ws_row < 2) {
        return {};
    }
    return {size.ws_col, size.ws_row};
}

std::size_t terminal_columns(int terminal) {
    return std::clamp<std::size_t>(terminal_size(terminal).columns, 20, 500);
}

} // namespace crocum
