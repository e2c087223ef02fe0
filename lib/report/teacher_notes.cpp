#include "lib/report/teacher_notes.hpp"

#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/report/markdown_parser.hpp"

#include <algorithm>
#include <string_view>

namespace crocum {

namespace {

constexpr std::string_view note_words = "for the teacher";

bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// In small letters, with one blank between words.
std::string simplified(const std::string& text) {
    return lower_case(join(words(text), " "));
}

std::string first_line_of(cmark_node* paragraph) {
    std::string text;
    for (auto* node = ::cmark_node_first_child(paragraph); node != nullptr; node = ::cmark_node_next(node)) {
        const auto type = ::cmark_node_get_type(node);
        if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
            break;
        }
        text += plain_text(node);
    }
    return text;
}

/// Whether a paragraph begins with the words alone in bold or italics.
bool has_words_emphasised(cmark_node* paragraph) {
    auto* first = ::cmark_node_first_child(paragraph);
    const auto type = first == nullptr ? CMARK_NODE_NONE : ::cmark_node_get_type(first);
    return (type == CMARK_NODE_STRONG || type == CMARK_NODE_EMPH) && simplified(plain_text(first)) == note_words;
}

bool is_paragraph_note(cmark_node* paragraph) {
    const auto text = simplified(first_line_of(paragraph));
    if (!text.starts_with(note_words)) {
        return false;
    }
    const auto rest = text.find_first_not_of(' ', note_words.size());
    return rest == std::string::npos || !is_ascii_letter(text[rest]) || has_words_emphasised(paragraph);
}

bool is_container(cmark_node_type type) {
    return type == CMARK_NODE_BLOCK_QUOTE || type == CMARK_NODE_ITEM;
}

bool is_note(cmark_node* node) {
    const auto type = ::cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING) {
        return simplified(plain_text(node)).starts_with(note_words);
    }
    if (type == CMARK_NODE_PARAGRAPH) {
        return is_paragraph_note(node);
    }
    auto* first = ::cmark_node_first_child(node);
    return is_container(type) && first != nullptr && is_note(first);
}

/// Whether the paragraphs of a note take this block along wherever it follows them.
bool belongs_to_paragraph(cmark_node* block) {
    const auto type = ::cmark_node_get_type(block);
    return type == CMARK_NODE_LIST || type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_BLOCK_QUOTE ||
           std::string_view(::cmark_node_get_type_string(block)) == "table";
}

/// The last block of the note that a paragraph begins.
cmark_node* last_of_note(cmark_node* paragraph) {
    auto* last = paragraph;
    auto* next = ::cmark_node_next(paragraph);
    if (next != nullptr && ::cmark_node_get_type(next) != CMARK_NODE_HEADING &&
        simplified(plain_text(paragraph)).ends_with(':')) {
        last = next;
        next = ::cmark_node_next(next);
    }
    for (; next != nullptr && belongs_to_paragraph(next); next = ::cmark_node_next(next)) {
        last = next;
    }
    return last;
}

/// A part of the source that is removed.
struct Cut {
    std::size_t begin;
    std::size_t end;
};

/// The offset at which each line of the source begins; lines count from 1, and one more line ends the text. As for
/// cmark-gfm, a carriage return alone ends a line too.
class LineOffsets {
public:
    explicit LineOffsets(const std::string& text) : end_(text.size()) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'))) {
                begins_.push_back(at + 1);
            }
        }
    }

    [[nodiscard]] std::size_t of(int line) const {
        const auto index = static_cast<std::size_t>(std::max(line, 1)) - 1;
        return index < begins_.size() ? begins_[index] : end_;
    }

    [[nodiscard]] int count() const { return static_cast<int>(begins_.size()); }

private:
    std::vector<std::size_t> begins_{0};
    std::size_t end_;
};

/// The offset of a block. cmark-gfm does not know the line of a paragraph whose last lines became a table.
std::size_t begin_of(cmark_node* node, const LineOffsets& lines) {
    if (const int line = ::cmark_node_get_start_line(node); line > 0) {
        return lines.of(line);
    }
    auto* previous = ::cmark_node_previous(node);
    return previous == nullptr ? begin_of(::cmark_node_parent(node), lines)
                               : lines.of(::cmark_node_get_end_line(previous) + 1);
}

/// The offset after a node of a parent that ends at `end`.
std::size_t end_of(cmark_node* node, std::size_t end, const LineOffsets& lines) {
    auto* next = ::cmark_node_next(node);
    const auto limit = next == nullptr ? end : begin_of(next, lines);
    const int last = ::cmark_node_get_end_line(node);
    return last <= 0 || last < ::cmark_node_get_start_line(node) ? limit : std::min(limit, lines.of(last + 1));
}

/// The notes among the blocks of `parent`, which ends at `end`.
void cut_notes(cmark_node* parent, std::size_t end, const LineOffsets& lines, std::vector<Cut>& cuts) {
    int level = 0; // Of the section that is cut; 0 outside of one.
    for (auto* node = ::cmark_node_first_child(parent); node != nullptr; node = ::cmark_node_next(node)) {
        const auto begin = begin_of(node, lines);
        const auto type = ::cmark_node_get_type(node);
        if (level != 0) {
            if (type != CMARK_NODE_HEADING || ::cmark_node_get_heading_level(node) > level) {
                continue;
            }
            cuts.back().end = begin;
            level = 0;
        }
        if (!is_note(node)) {
            if (is_container(type) || type == CMARK_NODE_LIST) {
                cut_notes(node, end_of(node, end, lines), lines, cuts);
            }
        } else if (type == CMARK_NODE_HEADING) {
            cuts.push_back({begin, end});
            level = ::cmark_node_get_heading_level(node);
        } else {
            node = type == CMARK_NODE_PARAGRAPH ? last_of_note(node) : node;
            cuts.push_back({begin, end_of(node, end, lines)});
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

std::vector<Cut> cuts_of(const MarkdownDocument& document, const std::string& text, const LineOffsets& lines) {
    std::vector<Cut> cuts;
    cut_notes(document.root.get(), text.size(), lines, cuts);
    cut_comments(document.root.get(), text, lines, cuts);
    std::sort(cuts.begin(), cuts.end(), [](const Cut& a, const Cut& b) { return a.begin < b.begin; });
    return cuts;
}

bool is_in(const std::vector<Cut>& cuts, std::size_t at) {
    return std::any_of(cuts.begin(), cuts.end(), [at](const Cut& cut) { return cut.begin <= at && at < cut.end; });
}

std::string without(const std::vector<Cut>& cuts, const std::string& text) {
    std::string kept;
    std::size_t at = 0;
    for (const auto& cut : cuts) {
        if (cut.begin > at) {
            kept += text.substr(at, cut.begin - at);
        }
        at = std::max(at, cut.end);
    }
    kept += text.substr(at);
    // A title that followed a comment is at the top now.
    const auto begin = kept.find_first_not_of("\r\n");
    const auto end = kept.find_last_not_of(" \r\n");
    return begin == std::string::npos || end == std::string::npos ? "" : kept.substr(begin, end + 1 - begin) + "\n";
}

/// The offset of the text of a line, after the marks of lists, quotes, headings, tables, emphasis, and after tags.
std::size_t after_marks(const std::string& line) {
    constexpr const char* marks = " \t>*_#-+|`~";
    constexpr const char* digits = "0123456789";
    std::size_t at = line.find_first_not_of(marks);
    while (at != std::string::npos) {
        const auto number = line.find_first_not_of(digits, at);
        const bool numbered =
            number != std::string::npos && number > at && (line[number] == '.' || line[number] == ')');
        const auto last = numbered ? number : line[at] == '<' ? line.find('>', at) : std::string::npos;
        if (last == std::string::npos) {
            return at;
        }
        at = line.find_first_not_of(marks, last + 1);
    }
    return line.size();
}

} // namespace

std::string without_teacher_notes(const std::string& markdown) {
    auto text = markdown;
    // Again, because a paragraph can begin behind a comment.
    while (true) {
        const auto cuts = cuts_of(MarkdownDocument(text), text, LineOffsets(text));
        if (cuts.empty()) {
            return text;
        }
        text = without(cuts, text);
    }
}

std::vector<int> shown_teacher_lines(const std::string& markdown) {
    const LineOffsets lines(markdown);
    const auto cuts = cuts_of(MarkdownDocument(markdown), markdown, lines);
    std::vector<int> shown;
    for (int line = 1; line <= lines.count(); ++line) {
        const auto begin = lines.of(line);
        const auto text = markdown.substr(begin, lines.of(line + 1) - begin);
        if (!is_in(cuts, begin) && simplified(text.substr(after_marks(text))).starts_with(note_words)) {
            shown.push_back(line);
        }
    }
    return shown;
}

std::vector<MarkdownPicture> pictures_in(const std::string& markdown) {
    const MarkdownDocument document(markdown);
    const LineOffsets lines(markdown);
    const auto cuts = cuts_of(document, markdown, lines);
    std::vector<MarkdownPicture> pictures;
    for (auto* node : nodes_of(document.root.get(), {CMARK_NODE_IMAGE})) {
        const int line = line_of_block(node);
        if (!is_in(cuts, lines.of(line))) {
            pictures.push_back({::cmark_node_get_url(node), line});
        }
    }
    return pictures;
}

} // namespace crocum
