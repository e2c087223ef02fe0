#include "cmd/live_lines.hpp"

#include "cmd/terminal_size.hpp"
#include "lib/base/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace crocum {

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
    const auto size = terminal_size(STDERR_FILENO);
    std::size_t width = 0;
    for (const auto& line : lines_) {
        width = std::max(width, display_width(line.machine));
    }
    // Lines that are wrapped, or above the top of the screen, could not be rewritten.
    const std::size_t last = total_.empty() ? 0 : 1;
    const auto shown_lines = std::min(lines_.size(), size.rows - 1 - last);
    std::vector<std::string> frame;
    for (std::size_t i = 0; i < shown_lines; ++i) {
        const auto& line = lines_[i];
        const auto shown = fmt::format("  {}  {}  {:.0f} s", pad(line.machine, width), line.what, line.since.seconds());
        frame.push_back(clip(shown, size.columns - 1));
    }
    if (last != 0) {
        frame.push_back(clip(total_, size.columns - 1));
    }
    rewrite(frame);
}

void LiveLines::hide() {
    if (drawn_ > 0) {
        rewrite({});
    }
}

void LiveLines::rewrite(const std::vector<std::string>& frame) {
    // Line by line: tmux keeps in its history what is erased up to the end of the screen.
    constexpr std::string_view end = "\x1B[K\n";
    // A terminal that has become lower has fewer of them on the screen.
    const auto old = std::min(drawn_, terminal_size(STDERR_FILENO).rows - 1);
    std::string text = old > 0 ? fmt::format("\x1B[{}A", old) : "";
    for (const auto& line : frame) {
        text += line;
        text += end;
    }
    if (old > frame.size()) {
        const auto rest = old - frame.size();
        for (std::size_t i = 0; i < rest; ++i) {
            text += end;
        }
        text += fmt::format("\x1B[{}A", rest);
    }
    drawn_ = frame.size();
    // fmt::print would throw when the terminal is gone.
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

} // namespace crocum
