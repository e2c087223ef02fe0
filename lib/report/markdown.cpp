#include "lib/report/markdown.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/text.hpp"
#include "lib/report/hint_tags.hpp"
#include "lib/report/markdown_parser.hpp"
#include "lib/report/markup.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>

namespace crocum {

namespace {

/// Replaces raw HTML by HTML that is kept. A cell of a table takes no such node: the raw HTML is left out there.
void replace_by(cmark_node* node, const std::string& html) {
    const bool block = ::cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK;
    MarkdownNode kept(::cmark_node_new(block ? CMARK_NODE_CUSTOM_BLOCK : CMARK_NODE_CUSTOM_INLINE));
    if (::cmark_node_set_on_enter(kept.get(), html.c_str()) != 0 && ::cmark_node_replace(node, kept.get()) != 0) {
        static_cast<void>(kept.release()); // The document has it now.
        ::cmark_node_free(node);
    }
}

/// Addresses that cmark-gfm would leave out or escape: a mark takes the place of each until the HTML is finished.
class LateAddresses {
public:
    [[nodiscard]] std::string mark_for(std::string address) {
        addresses_.push_back(std::move(address));
        return fmt::format("{}{}.", prefix_, addresses_.size() - 1);
    }

    [[nodiscard]] std::string filled_in(const std::string& html) const {
        std::string filled;
        std::size_t at = 0;
        for (auto mark = html.find(prefix_); mark != std::string::npos; mark = html.find(prefix_, at)) {
            const auto number = mark + prefix_.size();
            filled += html.substr(at, mark - at) + markup(addresses_.at(std::stoul(html.substr(number))));
            at = html.find('.', number) + 1;
        }
        return filled + html.substr(at);
    }

private:
    std::string prefix_ = "picture-" + random_hex(16) + "-"; ///< no text has it by chance
    std::vector<std::string> addresses_;
};

} // namespace

std::string to_markdown(const std::string& text) {
    std::string escaped;
    for (const char c : sanitize_line(text)) {
        if (std::string_view(R"(\`*_[]<>&#!|~{})").find(c) != std::string_view::npos) {
            escaped += '\\';
        }
        escaped += c;
    }
    return escaped;
}

std::string to_html(const std::string& markdown, const std::function<std::string(const std::string&)>& address_of) {
    const MarkdownDocument document(markdown);
    auto* root = document.root.get();
    for (auto* node : nodes_of(root, {CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE})) {
        if (const auto hint = hint_tags(literal_of(node)); !hint.empty()) {
            replace_by(node, hint);
        }
    }
    LateAddresses pictures;
    for (auto* node : nodes_of(root, {CMARK_NODE_IMAGE})) {
        const std::string address = ::cmark_node_get_url(node);
        if (auto own = address_of(address); own != address) {
            ::cmark_node_set_url(node, pictures.mark_for(std::move(own)).c_str());
        }
    }
    const std::unique_ptr<char, Deleter<&std::free>> html(
        ::cmark_render_html(root, markdown_options, ::cmark_parser_get_syntax_extensions(document.parser.get())));
    return pictures.filled_in(html.get());
}

} // namespace crocum
