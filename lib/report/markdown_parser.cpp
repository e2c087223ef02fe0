#include "lib/report/markdown_parser.hpp"

#include "lib/base/error.hpp"

namespace crocum {

MarkdownParser markdown_parser() {
    ::cmark_gfm_core_extensions_ensure_registered();
    MarkdownParser parser(::cmark_parser_new(markdown_options));
    auto* table = ::cmark_find_syntax_extension("table");
    if (table == nullptr || ::cmark_parser_attach_syntax_extension(parser.get(), table) == 0) {
        throw Error("cmark-gfm was built without tables");
    }
    return parser;
}

MarkdownNode parse_markdown(cmark_parser* parser, const std::string& markdown) {
    ::cmark_parser_feed(parser, markdown.data(), markdown.size());
    return MarkdownNode(::cmark_parser_finish(parser));
}

std::string plain_text(cmark_node* node) {
    const auto type = ::cmark_node_get_type(node);
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
        return " ";
    }
    if (type == CMARK_NODE_HTML_INLINE) {
        return "";
    }
    const auto* literal = ::cmark_node_get_literal(node);
    std::string text = literal == nullptr ? "" : literal;
    for (auto* child = ::cmark_node_first_child(node); child != nullptr; child = ::cmark_node_next(child)) {
        text += plain_text(child);
    }
    return text;
}

} // namespace crocum
