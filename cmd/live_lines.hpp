#pragma once

#include "lib/base/clock.hpp"

#include <string>
#include <vector>

namespace crocum {

/// A line for each machine at the bottom of a terminal, rewritten in place. Does nothing if stderr is not a terminal.
class LiveLines {
public:
    explicit LiveLines(bool enabled) : enabled_(enabled) {}

    [[nodiscard]] bool enabled() const { return enabled_; }

    /// Sets the text of a machine's line: "srv  booting  12 s".
    void set(const std::string& machine, const std::string& what);

    /// Removes the line of a machine.
    void drop(const std::string& machine);

    /// Sets the last line, below all others; an empty text removes it.
    void total(std::string text) { total_ = std::move(text); }

    /// Rewrites the lines, with the seconds since each was set.
    void draw();

    /// Removes the lines from the screen, so that other text can be written; the next draw() shows them again.
    void hide();

private:
    struct Line {
        std::string machine;
        std::string what;
        Stopwatch since;
    };

    /// Writes these lines over those on the screen.
    void rewrite(const std::vector<std::string>& frame);

    bool enabled_;
    std::vector<Line> lines_;
    std::string total_;
    std::size_t drawn_ = 0; ///< lines on the screen
};

} // namespace crocum
