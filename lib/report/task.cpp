#include "lib/report/task.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/report/markup.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace crocum {

namespace {

constexpr const char* style = R"(:root { color-scheme: light dark; }
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
@media print { body { margin: 0; max-width: none; } })";

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::string known_names(const std::map<std::string, std::string>& values) {
    std::vector<std::string> names;
    for (const auto& [name, value] : values) {
        names.push_back(name);
    }
    return join(names, ", ");
}

using Node = std::unique_ptr<cmark_node, Deleter<&cmark_node_free>>;
using Parser = std::unique_ptr<cmark_parser, Deleter<&cmark_parser_free>>;

/// cmark-gfm, GitHub's version of the reference implementation of CommonMark: it supports tables, and leaves out raw
/// HTML and dangerous links by default.
std::string to_html(const std::string& markdown) {
    constexpr int options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;
    ::cmark_gfm_core_extensions_ensure_registered();
    const Parser parser(::cmark_parser_new(options));
    auto* table = ::cmark_find_syntax_extension("table");
    if (table == nullptr || ::cmark_parser_attach_syntax_extension(parser.get(), table) == 0) {
        throw Error("cmark-gfm was built without tables");
    }
    ::cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
    const Node document(::cmark_parser_finish(parser.get()));
    const std::unique_ptr<char, Deleter<&std::free>> html(
        ::cmark_render_html(document.get(), options, ::cmark_parser_get_syntax_extensions(parser.get())));
    return html.get();
}

} // namespace

std::string task_sheet(
    const std::string& text, const std::map<std::string, std::string>& values, const std::string& file) {
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
        sheet += text.substr(at, open - at);
        const auto close = text.find("}}", open);
        const auto name = close == std::string::npos ? std::string() : trimmed(text.substr(open + 2, close - open - 2));
        const auto value = values.find(name);
        if (value == values.end()) {
            const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(open), '\n');
            throw with_hint(
                UsageError("{}:{}: unknown parameter \"{}\"", file, line, sanitize_line(name, 60)),
                "Known are " + known_names(values) + "; write \\{{ for a literal {{");
        }
        sheet += value->second;
        at = close + 2;
    }
}

std::string task_page(const std::string& markdown, const std::string& title) {
    const auto body = to_html(markdown);
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
        "<style>\n{}\n</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        markup(title),
        style,
        body);
}

} // namespace crocum
