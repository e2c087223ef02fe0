#include "lib/report/task.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/base/trim.hpp"
#include "lib/report/markdown.hpp"
#include "lib/report/markup.hpp"
#include "lib/report/picture.hpp"

#include <algorithm>
#include <functional>

namespace crocum {

namespace {

constexpr const char* page_style = R"(:root { color-scheme: light dark; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.2; }
code, pre { font-family: ui-monospace, monospace; font-size: .92em; }
code { background: rgb(127 127 127 / .16); padding: .1em .3em; border-radius: .25em; }
pre { background: rgb(127 127 127 / .12); padding: .8rem 1rem; border-radius: .4rem; overflow-x: auto; }
pre code { background: none; padding: 0; }
li { margin: .3rem 0; }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: .25rem solid rgb(127 127 127 / .5); }
img { max-width: 100%; }
table { border-collapse: collapse; }
th, td { border: 1px solid rgb(127 127 127 / .5); padding: .25rem .6rem; text-align: left; }
summary { cursor: pointer; }
article + article { margin-top: 3rem; border-top: 1px solid rgb(127 127 127 / .5); }
@media print {
  body { margin: 0; max-width: none; }
  article + article { margin: 0; border: 0; break-before: page; }
})";

std::string known_names(const std::map<std::string, std::string>& values) {
    std::vector<std::string> names;
    names.reserve(values.size());
    for (const auto& [name, value] : values) {
        names.push_back(name);
    }
    return join(names, ", ");
}

/// The text with `value_of(name, offset)` instead of each {{name}}, and {{ instead of \{{. The name of a {{ that is
/// not closed is empty, and its value replaces the rest.
std::string with_places_replaced(
    const std::string& text, const std::function<std::string(const std::string&, std::size_t)>& value_of) {
    std::string sheet;
    std::size_t at = 0;
    while (true) {
        const auto open = text.find("{{", at);
        if (open == std::string::npos) {
            return sheet + text.substr(at);
        }
        if (open > 0 && text[open - 1] == '\\') {
            sheet += text.substr(at, open - 1 - at) + "{{";
            at = open + 2;
            continue;
        }
        const auto close = text.find("}}", open);
        const auto name = close == std::string::npos
                              ? std::string()
                              : trimmed(std::string_view(text).substr(open + 2, close - open - 2));
        sheet += text.substr(at, open - at) + value_of(name, open);
        at = close == std::string::npos ? text.size() : close + 2;
    }
}

} // namespace

std::string task_sheet(
    const std::string& text, const std::map<std::string, std::string>& values, const std::string& file) {
    return with_places_replaced(text, [&](const std::string& name, std::size_t at) {
        const auto value = values.find(name);
        if (value == values.end()) {
            throw with_hint(
                UsageError("{}:{}: unknown parameter \"{}\"", file, line_at(text, at), sanitize_line(name, 60)),
                "Known are " + known_names(values) + "; write \\{{ for a literal {{");
        }
        return value->second;
    });
}

std::set<std::string> places_in(const std::string& text) {
    std::set<std::string> names;
    static_cast<void>(with_places_replaced(text, [&](const std::string& name, std::size_t) {
        names.insert(name);
        return std::string();
    }));
    return names;
}

std::string task_page(
    const std::vector<std::string>& sheets, const std::string& title, const std::filesystem::path& folder) {
    std::map<std::string, std::string> pictures; // Each is read once for all sheets.
    const auto address_of = [&](const std::string& address) {
        auto& embedded = pictures[address];
        embedded = embedded.empty() ? embedded_picture(folder, address) : embedded;
        return embedded;
    };
    std::string body;
    for (const auto& sheet : sheets) {
        body += fmt::format("<article>\n{}</article>\n", to_html(sheet, address_of));
    }
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
        "<style>\n{}\n</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        markup(title),
        page_style,
        body);
}

} // namespace crocum
