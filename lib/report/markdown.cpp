#include "lib/report/markdown.hpp"

#include "lib/base/deleter.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/report/hint_tags.hpp"
#include "lib/report/markdown_parser.hpp"
#include "lib/report/markup.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace crocum {

namespace {

using Iterator = std::unique_ptr<cmark_iter, Deleter<&cmark_iter_free>>;

/// A document with what the parser knows of its extensions, which rendering needs.
struct Document {
    MarkdownParser parser = markdown_parser();
    MarkdownNode root;

    explicit Document(const std::string& markdown) : root(parse_markdown(parser.get(), markdown)) {}
};

/// The nodes of some types, in the order of the text. They can be replaced afterwards.
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

bool is_for_teacher(cmark_node* node) {
    constexpr std::string_view words = "for the teacher";
    const auto text = lower_case(plain_text(node));
    if (text.rfind(words, 0) != 0) {
        return false;
    }
    // "For the teacher to see it, …" is a sentence of the task.
    const auto rest = text.substr(words.size());
    return ::cmark_node_get_type(node) == CMARK_NODE_HEADING || rest.empty() || rest.find_first_of(":.") == 0;
}

/// A part of the source that is removed.
struct Cut {
    std::size_t begin;
    std::size_t end;
};

/// The offset at which each line of the source begins; lines count from 1, and one more line ends the text.
class LineOffsets {
public:
    explicit LineOffsets(const std::string& text) : end_(text.size()) {
        for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1)) {
            begins_.push_back(at + 1);
        }
    }

    [[nodiscard]] std::size_t of(int line) const {
        const auto index = static_cast<std::size_t>(std::max(line, 1)) - 1;
        return index < begins_.size() ? begins_[index] : end_;
    }

private:
    std::vector<std::size_t> begins_{0};
    std::size_t end_;
};

/// Sections and paragraphs that begin with "For the teacher".
void cut_notes(cmark_node* root, const LineOffsets& lines, std::vector<Cut>& cuts) {
    int level = 0; // Of the section that is cut; 0 outside of one.
    for (auto* node = ::cmark_node_first_child(root); node != nullptr; node = ::cmark_node_next(node)) {
        const auto begin = lines.of(::cmark_node_get_start_line(node));
        if (::cmark_node_get_type(node) == CMARK_NODE_HEADING) {
            const int own = ::cmark_node_get_heading_level(node);
            if (level != 0 && own <= level) {
                cuts.back().end = begin;
                level = 0;
            }
            if (level == 0 && is_for_teacher(node)) {
                cuts.push_back({begin, std::string::npos});
                level = own;
            }
        } else if (level == 0 && ::cmark_node_get_type(node) == CMARK_NODE_PARAGRAPH && is_for_teacher(node)) {
            cuts.push_back({begin, lines.of(::cmark_node_get_end_line(node) + 1)});
        }
    }
}

/// The line at which the block of a node begins: that of an inline node is not certain.
int line_of_block(cmark_node* node) {
    while ((::cmark_node_get_type(node) & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE ||
           (::cmark_node_get_start_line(node) == 0 && ::cmark_node_parent(node) != nullptr)) {
        node = ::cmark_node_parent(node);
    }
    return ::cmark_node_get_start_line(node);
}

/// Comments, which GitHub does not show either. In code they are no comments.
void cut_comments(cmark_node* root, const std::string& text, const LineOffsets& lines, std::vector<Cut>& cuts) {
    constexpr std::string_view open = "<!--";
    constexpr std::string_view close = "-->";
    std::size_t after = 0; // The end of the last comment.
    for (auto* node : nodes_of(root, {CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE})) {
        const auto literal = literal_of(node);
        for (auto at = literal.find(open); at != std::string::npos;) {
            const auto end = std::min(literal.find(close, at), literal.size() - close.size()) + close.size();
            const auto comment = literal.substr(at, end - at);
            at = literal.find(open, end);
            const auto from = std::max(after, lines.of(line_of_block(node)));
            auto begin = text.find(comment, from);
            // The source of one with several lines can have indentation, which the literal does not have.
            begin = begin == std::string::npos ? text.find(open, from) : begin;
            if (begin == std::string::npos) {
                break;
            }
            const auto last = text.find(close, begin);
            after = last == std::string::npos ? text.size() : last + close.size();
            cuts.push_back({begin, after});
        }
    }
}

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

std::vector<MarkdownPicture> pictures_in(const std::string& markdown) {
    const Document document(markdown);
    std::vector<MarkdownPicture> pictures;
    for (auto* node : nodes_of(document.root.get(), {CMARK_NODE_IMAGE})) {
        pictures.push_back({::cmark_node_get_url(node), line_of_block(node)});
    }
    return pictures;
}

std::string without_teacher_notes(const std::string& markdown) {
    const Document document(markdown);
    const LineOffsets lines(markdown);
    std::vector<Cut> cuts;
    cut_notes(document.root.get(), lines, cuts);
    cut_comments(document.root.get(), markdown, lines, cuts);
    if (cuts.empty()) {
        return markdown;
    }
    std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) { return a.begin < b.begin; });
    std::string kept;
    std::size_t at = 0;
    for (const auto& cut : cuts) {
        if (cut.begin > at) {
            kept += markdown.substr(at, cut.begin - at);
        }
        at = std::max(at, std::min(cut.end, markdown.size()));
    }
    kept += markdown.substr(at);
    // A title that followed a comment is at the top now.
    const auto begin = kept.find_first_not_of("\r\n");
    const auto end = kept.find_last_not_of(" \r\n");
    return begin == std::string::npos || end == std::string::npos ? "" : kept.substr(begin, end + 1 - begin) + "\n";
}

std::string to_html(const std::string& markdown, const std::function<std::string(const std::string&)>& address_of) {
    const Document document(markdown);
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
