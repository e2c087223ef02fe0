#pragma once

#include "lib/base/clock.hpp"

#include <string>
#include <vector>

namespace crocum {

/// A line for each machine at the bottom of a terminal, rewritten in place. Does nothing where stderr is no terminal.
class LiveLines {
public:
    explicit LiveLines(bool enabled) : enabled_(enabled) {}

    [[nodiscard]] bool enabled() const { return enabled_; }

    /// A machine does something from now on: "srv  booting  12 s".
    void set(const std::string& machine, const std::string& what);

    /// A machine has no line any more.
    void drop(const std::string& machine);

    /// The last line, below all others; empty: none.
    void total(std::string text) { total_ = std::move(text); }

    /// Rewrites the lines, with the seconds since each was set.
    void draw();

    /// Takes them off the screen, so that something else can be written; the next draw() brings them back.
    void hide();

private:
    struct Line {
        std::string machine;
        std::string what;
        Stopwatch since;
    };

    bool enabled_;
    std::vector<Line> lines_;
    std::string total_;
    std::size_t drawn_ = 0; ///< lines on the screen
};

} // namespace crocum
