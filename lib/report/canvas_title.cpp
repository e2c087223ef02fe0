#include "lib/report/canvas_title.hpp"

#include "lib/base/trim.hpp"

#include <fmt/format.h>

namespace crocum {

std::string canvas_number(const std::string& title) {
    const auto open = title.rfind('(');
    if (open == std::string::npos || title.back() != ')') {
        return "";
    }
    const auto inner = title.substr(open + 1, title.size() - open - 2);
    return inner.find_first_not_of("0123456789") == std::string::npos ? inner : "";
}

std::string canvas_title(const std::string& title, const std::string& assignment) {
    if (assignment.empty()) {
        return title;
    }
    const auto number = canvas_number(title);
    const auto name = number.empty() ? title : title.substr(0, title.rfind('('));
    return fmt::format("{} ({})", trimmed(name), assignment);
}

} // namespace crocum
