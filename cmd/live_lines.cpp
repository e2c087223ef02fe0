#include "cmd/live_lines.hpp"

#include "lib/base/text.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace crocum {

namespace {

struct Size {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

Size terminal_size() {
    winsize size{};
    if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2 || size.ws_row < 2) {
        return {};
    }
    return {size.ws_col, size.ws_row};
}

} // namespace

void LiveLines::set(const std::string& machine, const std::string& what) {
    const auto found =
        std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) { return line.machine == machine; });
    if (found == lines_.end()) {
        lines_.push_back({machine, what, {}});
    } else {
        found->what = what;
    }
}

void LiveLines::drop(const std::string& machine) {
    std::erase_if(lines_, [&](const Line& line) { return line.machine == machine; });
}

void LiveLines::draw() {
    if (!enabled_ || (lines_.empty() && total_.empty() && drawn_ == 0)) {
        return;
    }
    const auto size = terminal_size();
    std::size_t width = 0;
    for (const auto& line : lines_) {
        width = std::max(width, display_width(line.machine));
    }
    hide();
    // Lines that are wrapped, or above the top of the screen, could not be rewritten.
    const std::size_t last = total_.empty() ? 0 : 1;
    const auto shown_lines = std::min(lines_.size(), size.rows - 1 - last);
    drawn_ = shown_lines + last;
    std::string text;
    for (std::size_t i = 0; i < shown_lines; ++i) {
        const auto& line = lines_[i];
        const auto shown = fmt::format("  {}  {}  {:.0f} s", pad(line.machine, width), line.what, line.since.seconds());
        text += clip(shown, size.columns - 1) + "\n";
    }
    if (last != 0) {
        text += clip(total_, size.columns - 1) + "\n";
    }
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

void LiveLines::hide() {
    if (drawn_ > 0) {
        const auto text = fmt::format("\x1B[{}A\x1B[J", drawn_);
        std::fputs(text.c_str(), stderr); // fmt::print would throw when the terminal is gone.
        std::fflush(stderr);
        drawn_ = 0;
    }
}

} // namespace crocum
