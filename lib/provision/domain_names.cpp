#include "lib/provision/domain_names.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <regex>
#include <vector>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// A block at the top of a file, with the attributes right in it as they are written.
struct Block {
    std::vector<std::string> header; ///< resource, libvirt_domain, r1
    std::map<std::string, std::string> attributes;
};

/// Reads blocks as far as it takes to find attributes. Throws Error where a file is not what it expects.
class Reader {
public:
    explicit Reader(std::string text) : text_(std::move(text)) {}

    std::vector<Block> blocks() {
        std::vector<Block> all;
        for (skip_blank(); at_ < text_.size(); skip_blank()) {
            Block block;
            block.header = header();
            body(&block);
            all.push_back(std::move(block));
        }
        return all;
    }

private:
    [[noreturn]] static void give_up() { throw Error("not read"); }

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
        const std::regex end("\n[ \t]*" + word() + "[ \t]*(?=\n|$)");
        std::smatch match;
        const auto rest = text_.substr(at_);
        if (!std::regex_search(rest, match, end)) {
            give_up();
        }
        at_ += static_cast<std::size_t>(match.position() + match.length());
    }

    /// Past one bracket, and all that it holds.
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
            skip_brackets(); // Or past what is none.
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

    /// What is between a block's braces. Into `block` go the attributes right in it.
    void body(Block* block) {
        ++at_;
        for (skip_blank(); here() != '}'; skip_blank()) {
            const auto begin = at_;
            const auto name = word();
            skip_blank();
            if (here() == '=') {
                ++at_;
                while (here() == ' ' || here() == '\t') {
                    ++at_;
                }
                block->attributes[name] = expression();
            } else {
                at_ = begin;
                header();
                Block within;
                body(&within);
            }
        }
        ++at_;
    }

    std::string text_;
    std::size_t at_ = 0;
};

std::string replaced(const std::string& text, const char* reference, const std::string& variable) {
    return std::regex_replace(text, std::regex(std::string("\\b") + reference + "\\b"), variable);
}

/// The names that one resource makes, as a list.
std::string names_of(const Block& block) {
    const auto attribute = [&](const char* name) {
        const auto found = block.attributes.find(name);
        const auto text = found == block.attributes.end() ? "" : found->second;
        if (text.find('\n') != std::string::npos) {
            throw Error("not on one line"); // The console takes a line.
        }
        return text;
    };
    auto name = attribute("name");
    if (name.empty()) {
        throw Error("no name");
    }
    if (const auto each = attribute("for_each"); !each.empty()) {
        name = replaced(replaced(name, "each\\.key", "crocum_key"), "each\\.value", "crocum_value");
        return fmt::format("[for crocum_key, crocum_value in ({}) : {}]", each, name);
    }
    if (const auto count = attribute("count"); !count.empty()) {
        return fmt::format(
            "[for crocum_index in range({}) : {}]", count, replaced(name, "count\\.index", "crocum_index"));
    }
    return "[" + name + "]";
}

bool overrides(const fs::path& file) {
    const auto stem = file.stem().string();
    constexpr std::string_view ending = "_override";
    return stem == "override" ||
           (stem.size() > ending.size() && stem.compare(stem.size() - ending.size(), ending.size(), ending) == 0);
}

} // namespace

std::optional<std::string> domain_names_expression(const fs::path& folder) {
    std::vector<std::string> lists;
    try {
        for (const auto& entry : fs::directory_iterator(folder)) {
            const auto name = entry.path().filename().string();
            if (name.find(".tf.json") != std::string::npos) {
                return std::nullopt;
            }
            if (entry.path().extension() != ".tf") {
                continue;
            }
            for (const auto& block : Reader(read_file(entry.path())).blocks()) {
                const auto& header = block.header;
                if (header[0] == "module" || overrides(entry.path())) {
                    return std::nullopt;
                }
                if (header.size() == 3 && header[0] == "resource" && header[1] == "libvirt_domain") {
                    lists.push_back(names_of(block));
                }
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    std::sort(lists.begin(), lists.end());
    return "flatten([" + join(lists, ", ") + "])";
}

} // namespace crocum
