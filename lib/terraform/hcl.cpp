#include "lib/terraform/hcl.hpp"

#include "lib/base/error.hpp"
#include "lib/base/pattern.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace crocum {

namespace {

class Reader {
public:
    explicit Reader(std::string text) : text_(std::move(text)) {}

    HclBlock file() {
        HclBlock all;
        for (skip_blank(); at_ < text_.size(); skip_blank()) {
            item(all);
        }
        return all;
    }

private:
    [[noreturn]] static void give_up() { throw Error("its syntax is not supported here"); }

    [[nodiscard]] bool starts(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

    [[nodiscard]] char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    void skip_to(std::string_view end) { at_ = std::min(text_.find(end, at_), text_.size()); }

    /// A comment at this place, if there is one; without the newline behind it.
    bool skip_comment() {
        if (here() == '#' || starts("//")) {
            skip_to("\n");
            return true;
        }
        if (starts("/*")) {
            skip_to("*/");
            at_ = std::min(at_ + 2, text_.size());
            return true;
        }
        return false;
    }

    void skip_blank() {
        while (at_ < text_.size() && (std::isspace(static_cast<unsigned char>(here())) != 0 || skip_comment())) {
            at_ += std::isspace(static_cast<unsigned char>(here())) != 0 ? 1 : 0;
        }
    }

    std::string word() {
        const auto begin = at_;
        while (std::isalnum(static_cast<unsigned char>(here())) != 0 || here() == '_' || here() == '-') {
            ++at_;
        }
        if (begin == at_) {
            give_up();
        }
        return text_.substr(begin, at_ - begin);
    }

    /// Past a text with its templates.
    void skip_text() {
        for (++at_; here() != '"'; ++at_) {
            if (at_ >= text_.size() || here() == '\n') {
                give_up();
            }
            if (here() == '\\') {
                ++at_;
            } else if (starts("$${") || starts("%%{")) {
                at_ += 2;
            } else if (starts("${") || starts("%{")) {
                ++at_;
                skip_brackets();
                --at_;
            }
        }
        ++at_;
    }

    void skip_heredoc() {
        at_ += starts("<<-") ? 3 : 2;
        const auto end = Pattern("\n[ \t]*" + word() + "[ \t\r]*(\n|$)").search(text_.substr(at_));
        if (!end) {
            give_up();
        }
        at_ += end->end - end->groups[1].size(); // The newline comes next.
    }

    /// Past one bracket and its content.
    void skip_brackets() {
        int depth = 0;
        do {
            if (at_ >= text_.size()) {
                give_up();
            }
            if (skip_comment()) {
                continue;
            }
            if (here() == '"') {
                skip_text();
                continue;
            }
            if (starts("<<") && (std::isalpha(static_cast<unsigned char>(text_[at_ + 2])) != 0 || starts("<<-"))) {
                skip_heredoc();
                continue;
            }
            depth += std::string_view("([{").find(here()) != std::string_view::npos ? 1 : 0;
            depth -= std::string_view(")]}").find(here()) != std::string_view::npos ? 1 : 0;
            ++at_;
        } while (depth > 0);
    }

    /// To the end of the line, or of a block that ends on it.
    std::string expression() {
        const auto begin = at_;
        auto end = at_;
        while (at_ < text_.size() && here() != '\n' && here() != '}') {
            if (skip_comment()) {
                continue;
            }
            const bool blank = std::isspace(static_cast<unsigned char>(here())) != 0;
            skip_brackets(); // Or past another character.
            end = blank ? end : at_;
        }
        return text_.substr(begin, end - begin);
    }

    /// The words before a block's brace.
    std::vector<std::string> header() {
        std::vector<std::string> words{word()};
        for (skip_blank(); here() != '{'; skip_blank()) {
            if (here() == '"') {
                const auto begin = at_ + 1;
                skip_text();
                words.push_back(text_.substr(begin, at_ - begin - 1));
            } else {
                words.push_back(word());
            }
        }
        return words;
    }

    /// The line of a place in the text. Places are asked for from the first to the last.
    int line_at(std::size_t at) {
        line_ += static_cast<int>(std::count(
            text_.begin() + static_cast<std::ptrdiff_t>(counted_),
            text_.begin() + static_cast<std::ptrdiff_t>(at),
            '\n'));
        counted_ = at;
        return line_;
    }

    /// One attribute or block.
    void item(HclBlock& parent) {
        const auto begin = at_;
        const auto line = line_at(begin);
        const auto name = word();
        skip_blank();
        if (here() == '=') {
            ++at_;
            while (here() == ' ' || here() == '\t') {
                ++at_;
            }
            parent.attributes[name] = {expression(), line};
            return;
        }
        at_ = begin;
        HclBlock block;
        block.line = line;
        block.header = header();
        body(block);
        parent.blocks.push_back(std::move(block));
    }

    /// The content between a block's braces.
    void body(HclBlock& block) {
        ++at_;
        for (skip_blank(); here() != '}'; skip_blank()) {
            item(block);
        }
        ++at_;
    }

    std::string text_;
    std::size_t at_ = 0;
    std::size_t counted_ = 0; ///< up to here, lines are counted
    int line_ = 1;
};

} // namespace

std::string HclBlock::text_of(const std::string& name) const {
    const auto found = attributes.find(name);
    return found == attributes.end() ? "" : found->second.text;
}

HclBlock hcl_file(std::string text) {
    return Reader(std::move(text)).file();
}

} // namespace crocum
