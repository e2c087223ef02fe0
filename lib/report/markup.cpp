#include "lib/report/markup.hpp"

#include "lib/base/text.hpp"

namespace crocum {

std::string markup(std::string_view text) {
    std::string safe;
    for (const char c : sanitize(text)) {
        switch (c) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += c;
        }
    }
    return safe;
}

} // namespace crocum
