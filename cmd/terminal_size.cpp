#include "cmd/terminal_size.hpp"

#include <sys/ioctl.h>

#include <algorithm>

namespace crocum {

std::size_t terminal_columns(int terminal) {
    winsize size{};
    if (::ioctl(terminal, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        return 80;
    }
    return std::clamp<std::size_t>(size.ws_col, 20, 500);
}

} // namespace crocum
