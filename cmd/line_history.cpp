#include "cmd/line_history.hpp"

#include <string_view>

namespace crocum {

LineHistory::~LineHistory() {
    if (lines_ != nullptr) {
        api_.history_wend(lines_);
    }
}

bool LineHistory::attach(EditLine* editor) {
    constexpr int most_lines = 100;
    HistEventW event{};
    return lines_ != nullptr && api_.history_w(lines_, &event, H_SETSIZE, most_lines) == 0 &&
           api_.history_w(lines_, &event, H_SETUNIQUE, 1) == 0 &&
           api_.el_wset(editor, EL_HIST, api_.history_w, lines_) == 0;
}

void LineHistory::add(const std::wstring& line) {
    HistEventW event{};
    api_.history_w(lines_, &event, H_ENTER, line.c_str());
}

std::optional<std::wstring> LineHistory::find(const std::wstring& pattern, std::size_t older) const {
    HistEventW event{};
    for (int found = api_.history_w(lines_, &event, H_FIRST); found != -1;
         found = api_.history_w(lines_, &event, H_NEXT)) {
        if (std::wstring_view(event.str).find(pattern) != std::wstring_view::npos && older-- == 0) {
            return event.str;
        }
    }
    return std::nullopt;
}

} // namespace crocum
