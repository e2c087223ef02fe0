#include "lib/report/wrapped_text.hpp"

#include "lib/base/text.hpp"

#include <utility>

namespace crocum {

std::string WrappedText::painted(std::string_view text, TextStyle style) const {
    std::string result(text);
    result = style.code ? style_.cyan(result) : result;
    result = style.bold ? style_.bold(result) : result;
    return style.underlined ? style_.underlined(result) : result;
}

void WrappedText::add(std::string_view text, TextStyle style) {
    constexpr std::string_view blanks = " \t\n";
    while (!text.empty()) {
        if (blanks.find(text.front()) != std::string_view::npos) {
            end_word();
            text.remove_prefix(1);
            continue;
        }
        const auto part = text.substr(0, text.find_first_of(blanks));
        word_ += painted(part, style);
        word_width_ += display_width(part);
        text.remove_prefix(part.size());
    }
}

void WrappedText::end_word() {
    if (word_.empty()) {
        return;
    }
    if (!line_.empty() && line_width_ + 1 + word_width_ > width_) {
        lines_.push_back(std::exchange(line_, ""));
    }
    const bool first = line_.empty();
    line_width_ = first ? word_width_ : line_width_ + 1 + word_width_;
    line_ += (first ? "" : " ") + std::exchange(word_, "");
    word_width_ = 0;
}

void WrappedText::end_line() {
    end_word();
    if (!line_.empty()) {
        lines_.push_back(std::exchange(line_, ""));
    }
}

std::vector<std::string> WrappedText::lines() {
    end_line();
    return std::exchange(lines_, {});
}

} // namespace crocum
