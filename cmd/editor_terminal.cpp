#include "cmd/editor_terminal.hpp"

#include "cmd/terminal_size.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace crocum {

bool choose_terminal_description() {
    for (const auto* folder : {"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"}) {
        std::error_code absent;
        if (std::filesystem::exists(std::filesystem::path(folder) / "x" / "xterm", absent)) {
            ::setenv("TERMINFO", folder, 1);
            ::setenv("TERM", "xterm", 1);
            return true;
        }
    }
    return false;
}

KeyMode::KeyMode(int terminal) : terminal_(terminal), valid_(::tcgetattr(terminal, &before_) == 0) {
    auto keys = before_;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
    keys.c_iflag &= ~static_cast<tcflag_t>(IXON);
    keys.c_cc[VMIN] = 1;
    keys.c_cc[VTIME] = 0;
    set(keys);
}

/// At once: a terminal that accepts no output (Ctrl-S) would block.
void KeyMode::set(const struct termios& mode) const {
    if (valid_) {
        ::tcsetattr(terminal_, TCSANOW, &mode);
    }
}

EditorWindow::EditorWindow() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    if (!master_ || ::unlockpt(master_.get()) != 0) {
        return;
    }
    const int slave = ::ioctl(master_.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0) {
        return;
    }
    file_.reset(::fdopen(slave, "r"));
    if (!file_) {
        ::close(slave);
    }
}

void EditorWindow::resize(int terminal) const {
    winsize size{};
    size.ws_col = static_cast<unsigned short>(terminal_columns(terminal));
    size.ws_row = rows;
    ::ioctl(master_.get(), TIOCSWINSZ, &size);
}

Locale utf8_locale() {
    return Locale(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr));
}

} // namespace crocum
