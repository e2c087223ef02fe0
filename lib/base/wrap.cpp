#include "lib/base/wrap.hpp"

#include "lib/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace crocum {

namespace {

constexpr char escape = '\x1b';

/// The columns of a text without its colours.
std::size_t columns_of(std::string_view text) {
    std::string shown;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == escape) {
            i = std::min(text.find('m', i), text.size() - 1);
        } else {
            shown += text[i];
        }
    }
    return display_width(shown);
}

/// Where the continuation of a line begins: below the last column of a table whose gaps are two blanks, or behind the
/// mark of a list.
std::size_t hanging_indent(std::string_view line, std::size_t width) {
    const auto first = std::min(line.find_first_not_of(' '), line.size());
    std::size_t indent = first + 2; // Also behind "- ".
    for (auto gap = line.find("  ", first); gap != std::string_view::npos; gap = line.find("  ", gap)) {
        gap = std::min(line.find_first_not_of(' ', gap), line.size());
        if (const auto column = columns_of(line.substr(0, gap)); column <= width / 2) {
            indent = column;
        }
    }
    return std::min(indent, width / 2);
}

/// The end of a word that ends at `end`: behind the sign of a percentage, "50 %".
std::size_t with_percent_sign(std::string_view line, std::size_t end) {
    const bool number = end > 0 && std::isdigit(static_cast<unsigned char>(line[end - 1])) != 0;
    return number && line.substr(end, 2) == " %" ? std::min(line.find(' ', end + 1), line.size()) : end;
}

/// The line's words, each with the blanks before it. A quoted command of at most `most` columns is one word, and so is
/// a percentage.
std::vector<std::string_view> words_of(std::string_view line, std::size_t most) {
    std::vector<std::string_view> found;
    while (!line.empty()) {
        const auto begin = std::min(line.find_first_not_of(' '), line.size());
        auto end = std::min(line.find(' ', begin), line.size());
        if (begin < line.size() && line[begin] == '"') {
            const auto quote = line.find('"', begin + 1);
            const auto whole = quote == std::string_view::npos ? end : std::min(line.find(' ', quote), line.size());
            end = columns_of(line.substr(begin, whole - begin)) <= most ? std::max(whole, end) : end;
        }
        end = with_percent_sign(line, end);
        found.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return found;
}

} // namespace

std::string wrap_line(std::string_view line, std::size_t width, std::size_t indent) {
    if (columns_of(line) <= width) {
        return std::string(line);
    }
    std::string text;
    std::size_t column = 0;
    for (const auto word : words_of(line, width - indent)) {
        const auto columns = columns_of(word);
        if (column <= indent || column + columns <= width) {
            text += word;
            column += columns;
            continue;
        }
        const auto begin = std::min(word.find_first_not_of(' '), word.size());
        text += "\n" + std::string(indent, ' ') + std::string(word.substr(begin));
        column = indent + columns - begin;
    }
    return text;
}

std::string wrap(std::string_view text, std::size_t width) {
    std::string wrapped;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        wrapped += wrap_line(line, width, hanging_indent(line, width));
        if (end == std::string_view::npos) {
            break;
        }
        wrapped += '\n';
        text.remove_prefix(end + 1);
    }
    return wrapped;
}

} // namespace crocum
