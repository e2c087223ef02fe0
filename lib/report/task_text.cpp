#include "lib/report/task_text.hpp"

#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/report/hint_tags.hpp"
#include "lib/report/markdown_parser.hpp"
#include "lib/report/wrapped_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace crocum {

namespace {

std::string_view view(const char* text) {
    return text == nullptr ? std::string_view() : std::string_view(text);
}

std::string_view node_type(cmark_node* node) {
    return view(::cmark_node_get_type_string(node));
}

constexpr const char* body_indent = "  ";

/// Writes the blocks of a document one below the other.
class BlockWriter {
public:
    BlockWriter(std::size_t width, const Style& style) : width_(width), style_(style) {}

    [[nodiscard]] std::string text() const { return text_; }

    /// All blocks in `parent`, each line after `margin`; without empty lines between them if `tight`.
    void blocks(cmark_node* parent, const std::string& margin, bool tight) {
        bool first = true;
        for (auto* node = ::cmark_node_first_child(parent); node != nullptr; node = ::cmark_node_next(node)) {
            if (::cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK &&
                hint_title(view(::cmark_node_get_literal(node))).empty()) {
                continue;
            }
            if (!std::exchange(first, false) && !tight) {
                add(margin, "");
            }
            block(node, margin);
        }
    }

private:
    void block(cmark_node* node, const std::string& margin) {
        const auto type = ::cmark_node_get_type(node);
        if (type == CMARK_NODE_HEADING) {
            heading(node, margin);
        } else if (type == CMARK_NODE_HTML_BLOCK) {
            WrappedText words(room(margin), style_);
            words.add(hint_title(literal_of(node)) + ":", {.bold = true});
            write(words, margin);
        } else if (type == CMARK_NODE_PARAGRAPH) {
            paragraph(node, margin);
        } else if (type == CMARK_NODE_LIST) {
            list(node, margin);
        } else if (type == CMARK_NODE_CODE_BLOCK) {
            for (const auto& line : lines(literal_of(node))) {
                add(margin + "    ", style_.cyan(line));
            }
        } else if (type == CMARK_NODE_BLOCK_QUOTE) {
            blocks(node, margin + "| ", false);
        } else if (type == CMARK_NODE_THEMATIC_BREAK) {
            add(margin, std::string(20, '-'));
        } else if (node_type(node) == "table") {
            table_rows(node, margin);
        }
    }

    /// Headings begin at the left, and what belongs to them is indented.
    void heading(cmark_node* node, const std::string& margin) {
        const auto begin = margin == body_indent ? "" : margin;
        WrappedText words(room(begin), style_);
        inlines(node, words, {.bold = true});
        write(words, begin);
    }

    void paragraph(cmark_node* node, const std::string& margin) {
        WrappedText words(room(margin), style_);
        inlines(node, words, {});
        write(words, margin);
    }

    void list(cmark_node* node, const std::string& margin) {
        const bool ordered = ::cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        const bool tight = ::cmark_node_get_list_tight(node) != 0;
        auto number = ::cmark_node_get_list_start(node);
        for (auto* item = ::cmark_node_first_child(node); item != nullptr; item = ::cmark_node_next(item)) {
            if (item != ::cmark_node_first_child(node) && !tight) {
                add(margin, "");
            }
            const auto mark = ordered ? fmt::format("{}. ", number++) : std::string("- ");
            const auto begin = text_.size();
            const auto inside = margin + std::string(mark.size(), ' ');
            blocks(item, inside, tight);
            if (text_.size() == begin) {
                add(inside, "");
            }
            mark_line(begin, margin, mark);
        }
    }

    /// Puts the mark of a list item where the line that begins at `begin` is indented.
    void mark_line(std::size_t begin, const std::string& margin, const std::string& mark) {
        const auto length = text_.find('\n', begin) - begin;
        auto line = text_.substr(begin, length);
        line.resize(std::max(line.size(), margin.size() + mark.size()), ' ');
        line.replace(margin.size(), mark.size(), mark);
        line.resize(line.find_last_not_of(' ') + 1);
        text_.replace(begin, length, line);
    }

    void table_rows(cmark_node* node, const std::string& margin) {
        std::vector<std::vector<std::string>> rows;
        for (auto* row = ::cmark_node_first_child(node); row != nullptr; row = ::cmark_node_next(row)) {
            auto& cells = rows.emplace_back();
            for (auto* cell = ::cmark_node_first_child(row); cell != nullptr; cell = ::cmark_node_next(cell)) {
                cells.push_back(plain_text(cell));
            }
        }
        bool first = true;
        for (const auto& line : lines(table(rows))) {
            add(margin, first ? style_.bold(line) : line);
            first = false;
        }
    }

    void inlines(cmark_node* parent, WrappedText& words, TextStyle style) {
        for (auto* node = ::cmark_node_first_child(parent); node != nullptr; node = ::cmark_node_next(node)) {
            inline_node(node, words, style);
        }
    }

    void inline_node(cmark_node* node, WrappedText& words, TextStyle style) {
        const auto type = ::cmark_node_get_type(node);
        if (type == CMARK_NODE_TEXT) {
            words.add(literal_of(node), style);
        } else if (type == CMARK_NODE_CODE) {
            style.code = true;
            words.add(literal_of(node), style);
        } else if (type == CMARK_NODE_SOFTBREAK) {
            words.add(" ", style);
        } else if (type == CMARK_NODE_LINEBREAK) {
            words.end_line();
        } else if (type == CMARK_NODE_STRONG || type == CMARK_NODE_EMPH) {
            style.bold = style.bold || type == CMARK_NODE_STRONG;
            style.underlined = style.underlined || type == CMARK_NODE_EMPH;
            inlines(node, words, style);
        } else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
            inlines(node, words, style);
            const auto address = view(::cmark_node_get_url(node));
            if (!address.empty() && address != plain_text(node)) {
                words.add(fmt::format(" ({})", address), {});
            }
        }
    }

    void write(WrappedText& words, const std::string& margin) {
        for (const auto& line : words.lines()) {
            add(margin, line);
        }
    }

    void add(const std::string& margin, const std::string& line) {
        auto whole = margin + line;
        whole.resize(whole.find_last_not_of(' ') + 1);
        text_ += whole + "\n";
    }

    /// The columns after the margin.
    [[nodiscard]] std::size_t room(const std::string& margin) const {
        return width_ - std::min(width_ - 1, display_width(margin));
    }

    std::size_t width_;
    const Style& style_;
    std::string text_;
};

} // namespace

std::string task_text(const std::string& markdown, std::size_t width, const Style& style) {
    constexpr std::size_t narrowest = 20;
    const MarkdownDocument document(markdown);
    BlockWriter writer(std::max(width, narrowest), style);
    writer.blocks(document.root.get(), body_indent, false);
    return writer.text();
}

} // namespace crocum
