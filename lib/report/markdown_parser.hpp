#pragma once

#include "lib/base/deleter.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <memory>
#include <string>
#include <vector>

namespace crocum {

using MarkdownParser = std::unique_ptr<cmark_parser, Deleter<&cmark_parser_free>>;
using MarkdownNode = std::unique_ptr<cmark_node, Deleter<&cmark_node_free>>;

inline constexpr int markdown_options = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;

/// A parser for Markdown with tables: of cmark-gfm, GitHub's version of the reference implementation of CommonMark.
[[nodiscard]] MarkdownParser markdown_parser();

/// The document that `parser` reads.
[[nodiscard]] MarkdownNode parse_markdown(cmark_parser* parser, const std::string& markdown);

/// A document with what the parser knows of its extensions, which rendering needs.
struct MarkdownDocument {
    MarkdownParser parser = markdown_parser();
    MarkdownNode root;

    explicit MarkdownDocument(const std::string& markdown) : root(parse_markdown(parser.get(), markdown)) {}
};

/// The nodes of some types, in the order of the text. They can be replaced afterwards.
[[nodiscard]] std::vector<cmark_node*> nodes_of(cmark_node* root, const std::vector<cmark_node_type>& types);

/// The text that a node itself has; empty when it has none.
[[nodiscard]] std::string literal_of(cmark_node* node);

/// The text of a node and of all nodes in it, without markup, on one line.
[[nodiscard]] std::string plain_text(cmark_node* node);

} // namespace crocum
