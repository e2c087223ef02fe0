#pragma once

#include "lib/report/style.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

struct TextStyle {
    bool bold = false;
    bool underlined = false;
    bool code = false;
};

/// Words one after the other, on lines of at most `width` columns. A longer word has a line of its own.
class WrappedText {
public:
    WrappedText(std::size_t width, const Style& style) : width_(width), style_(style) {}

    /// Adds text; lines can end at its blanks. Text that follows without a blank continues the last word.
    void add(std::string_view text, TextStyle style);

    /// Begins a new line.
    void end_line();

    [[nodiscard]] std::vector<std::string> lines();

private:
    void end_word();
    [[nodiscard]] std::string painted(std::string_view text, TextStyle style) const;

    std::size_t width_;
    const Style& style_;
    std::vector<std::string> lines_;
    std::string line_;
    std::size_t line_width_ = 0;
    std::string word_;
    std::size_t word_width_ = 0;
};

} // namespace crocum
