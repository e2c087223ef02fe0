#include "lib/report/hint_tags.hpp"

#include "lib/base/text.hpp"
#include "lib/base/trim.hpp"

#include <algorithm>

namespace crocum {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The offset after a tag or comment that begins at `at`; 0 when none begins there.
std::size_t end_of_tag(std::string_view html, std::size_t at) {
    if (html.substr(at, 4) == "<!--") {
        const auto close = html.find("-->", at);
        return close == std::string_view::npos ? html.size() : close + 3;
    }
    const auto next = at + 1 < html.size() ? html[at + 1] : ' ';
    if (!is_letter(next) && next != '/' && next != '!' && next != '?') {
        return 0;
    }
    char quote = 0;
    for (auto i = at + 1; i < html.size(); ++i) {
        const char c = html[i];
        if (quote != 0) {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    return html.size();
}

/// The tag as it may stay; empty when it is left out.
std::string kept_tag(std::string_view tag) {
    const bool closes = tag.substr(0, 2) == "</";
    const std::size_t begin = closes ? 2 : 1;
    std::size_t end = begin;
    std::string name;
    while (end < tag.size() && is_letter(tag[end])) {
        name += static_cast<char>(tag[end++] | 0x20);
    }
    const char next = end < tag.size() ? tag[end] : ' ';
    if ((name != "details" && name != "summary") ||
        std::string_view("> \t\r\n/").find(next) == std::string_view::npos) {
        return "";
    }
    const bool open = name == "details" && !closes && tag.substr(end).find("open") != std::string_view::npos;
    return (closes ? "</" : "<") + name + (open ? " open>" : ">");
}

std::string unescaped(std::string text, std::string_view escape, std::string_view character) {
    for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1)) {
        text.replace(at, escape.size(), character);
    }
    return text;
}

} // namespace

std::string hint_tags(std::string_view html) {
    std::string kept;
    bool has_hint = false;
    std::size_t at = 0;
    while (at < html.size()) {
        if (html[at] != '<') {
            kept += html[at] == '>' ? std::string("&gt;") : std::string(1, html[at]);
            ++at;
            continue;
        }
        const auto end = end_of_tag(html, at);
        if (end == 0) {
            kept += "&lt;";
            ++at;
            continue;
        }
        const auto tag = kept_tag(html.substr(at, end - at));
        has_hint = has_hint || !tag.empty();
        kept += tag;
        at = end;
    }
    return has_hint ? kept : "";
}

std::string hint_title(std::string_view html) {
    constexpr std::size_t longest = 200;
    constexpr std::string_view opening = "<summary>";
    const auto tags = hint_tags(html);
    const auto begin = tags.find(opening);
    if (begin == std::string::npos) {
        return "";
    }
    const auto end = tags.find("</summary>", begin);
    const auto title =
        tags.substr(begin + opening.size(), end == std::string::npos ? end : end - begin - opening.size());
    return sanitize_line(trimmed(unescaped(unescaped(title, "&lt;", "<"), "&gt;", ">")), longest);
}

} // namespace crocum
