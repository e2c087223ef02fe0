#include "lib/report/markdown_parser.hpp"

#include "lib/base/error.hpp"

#include <algorithm>

namespace crocum {

namespace {

using Iterator = std::unique_ptr<cmark_iter, Deleter<&cmark_iter_free>>;

} // namespace

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

std::vector<cmark_node*> nodes_of(cmark_node* root, const std::vector<cmark_node_type>& types) {
    std::vector<cmark_node*> found;
    const Iterator iterator(::cmark_iter_new(root));
    for (auto event = ::cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = ::cmark_iter_next(iterator.get())) {
        auto* node = ::cmark_iter_get_node(iterator.get());
        if (event == CMARK_EVENT_ENTER &&
            std::find(types.begin(), types.end(), ::cmark_node_get_type(node)) != types.end()) {
            found.push_back(node);
        }
    }
    return found;
}

std::string literal_of(cmark_node* node) {
    const auto* literal = ::cmark_node_get_literal(node);
    return literal == nullptr ? "" : literal;
}

std::string plain_text(cmark_node* node) {
    const auto type = ::cmark_node_get_type(node);
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
        return " ";
    }
    if (type == CMARK_NODE_HTML_INLINE) {
        return "";
    }
    auto text = literal_of(node);
    for (auto* child = ::cmark_node_first_child(node); child != nullptr; child = ::cmark_node_next(child)) {
        text += plain_text(child);
    }
    return text;
}

} // namespace crocum
