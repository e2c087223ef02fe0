#include "cmd/help_text.hpp"

#include "cmd/terminal_size.hpp"
#include "lib/base/text.hpp"
#include "lib/base/wrap.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace crocum {

namespace {

/// Where the description of an option begins: behind its name, or on a line of its own below a long name.
std::size_t description_column(const std::string& line) {
    constexpr std::size_t of_names = 2;
    const auto first = line.find_first_not_of(' ');
    const auto gap = line.find("  ", first);
    if (first > of_names || gap == std::string::npos) {
        return first;
    }
    return std::min(line.find_first_not_of(' ', gap), line.size());
}

bool is_indented(const std::vector<std::string>& all, std::size_t i) {
    return i < all.size() && all[i].rfind(' ', 0) == 0;
}

/// "Options:" and "Examples:"; a sentence can end with a colon, too.
bool is_heading(const std::vector<std::string>& all, std::size_t i) {
    const auto& line = all[i];
    return !line.empty() && line.back() == ':' && is_indented(all, i + 1);
}

} // namespace

std::string help_text(std::string_view help, std::size_t width) {
    std::string text;
    std::string paragraph;
    bool examples = false;
    const auto add = [&](const std::string& line, std::size_t indent) {
        text += wrap_line(line, width, std::min(indent, width / 2)) + "\n";
    };
    const auto end_paragraph = [&] {
        if (!paragraph.empty()) {
            add(paragraph, 0);
            paragraph.clear();
        }
    };
    const auto all = lines(help);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& line = all[i];
        if (is_indented(all, i)) {
            end_paragraph();
            if (examples) {
                text += line + "\n";
            } else {
                add(line, description_column(line));
            }
        } else if (line.empty() || is_heading(all, i) || line.rfind("Usage: ", 0) == 0) {
            end_paragraph();
            add(line, 2);
            examples = line.empty() ? examples : line == "Examples:";
        } else {
            paragraph += (paragraph.empty() ? "" : " ") + line;
        }
    }
    end_paragraph();
    return text;
}

std::string help_on(std::FILE* stream, std::string help) {
    constexpr std::size_t widest = 110;
    const int fd = ::fileno(stream);
    return ::isatty(fd) == 1 ? help_text(help, std::min(terminal_columns(fd), widest)) : std::move(help);
}

} // namespace crocum
