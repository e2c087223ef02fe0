#include "lib/base/pattern.hpp"
#include "lib/base/text.hpp"
#include "lib/terraform/source.hpp"

#include <fmt/format.h>

#include <optional>

namespace crocum {

namespace {

/// An expression without the literal parts of its texts: "${var.a}-x.y" becomes " var.a ".
class Code {
public:
    explicit Code(const std::string& text) : text_(text) { until('\0'); }

    [[nodiscard]] const std::string& operator*() const { return code_; }

private:
    [[nodiscard]] bool starts(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }

    void until(char end) {
        for (; at_ < text_.size() && text_[at_] != end; ++at_) {
            if (text_[at_] == '"') {
                ++at_;
                literal();
            } else if (text_[at_] == '{') {
                ++at_;
                until('}');
            } else {
                code_ += text_[at_];
            }
        }
    }

    /// To the closing quote.
    void literal() {
        for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\') {
                ++at_;
            } else if (starts("$${") || starts("%%{")) {
                at_ += 2;
            } else if (starts("${") || starts("%{")) {
                at_ += 2;
                code_ += ' ';
                until('}');
                code_ += ' ';
            }
        }
    }

    const std::string& text_;
    std::size_t at_ = 0;
    std::string code_;
};

class Dependence {
public:
    Dependence(const std::vector<SourceBlock>& blocks, const std::set<std::string>& variables) : variables_(variables) {
        for (const auto& [file, block] : blocks) {
            if (block.header[0] != "locals") {
                continue;
            }
            for (const auto& [name, value] : block.attributes) {
                locals_[name] = value.text;
            }
        }
    }

    /// Whether the value of an expression in this resource can differ from student to student.
    [[nodiscard]] bool differs(const std::string& text, const HclBlock& resource) const {
        std::set<std::string> seen;
        return differs(text, resource.text_of("for_each") + " " + resource.text_of("count"), seen);
    }

private:
    bool differs(const std::string& text, const std::string& repetition, std::set<std::string>& seen) const {
        static const Pattern random(R"(\b(uuid|timestamp|plantimestamp|bcrypt)\s*\()");
        static const Pattern reference(R"(([A-Za-z_][\w-]*)\.([A-Za-z_][\w-]*))");
        std::string code = *Code(text);
        if (random.search(code)) {
            return true;
        }
        for (auto found = reference.search(code); found; found = reference.search(code)) {
            const auto& kind = found->groups[1];
            const auto& name = found->groups[2];
            if (kind == "var") {
                if (variables_.count(name) != 0) {
                    return true;
                }
            } else if (kind == "local") {
                const auto local = locals_.find(name);
                if (local == locals_.end() || (seen.insert(name).second && differs(local->second, repetition, seen))) {
                    return true;
                }
            } else if (kind == "each" || kind == "count") {
                if (seen.insert("each").second && differs(repetition, "", seen)) {
                    return true;
                }
            } else if (kind != "terraform") {
                return true; // Of another resource, a module, a data source, the working directory.
            }
            code.erase(0, found->end);
        }
        return false;
    }

    const std::set<std::string>& variables_;
    std::map<std::string, std::string> locals_;
};

/// The name of a kind of resource for people; nothing for other resources.
std::optional<std::string> named(const HclBlock& block) {
    static const std::map<std::string, std::string> kinds{
        {"libvirt_network", "network"},
        {"libvirt_volume", "volume"},
        {"libvirt_cloudinit_disk", "volume"},
        {"libvirt_ignition", "volume"},
        {"libvirt_pool", "pool"}};
    const auto kind =
        block.header.size() == 3 && block.header[0] == "resource" ? kinds.find(block.header[1]) : kinds.end();
    return kind == kinds.end() ? std::nullopt : std::optional(kind->second);
}

} // namespace

std::vector<SourceFinding> shared_names(
    const std::vector<SourceBlock>& blocks, const std::set<std::string>& variables) {
    const Dependence dependence(blocks, variables);
    std::vector<SourceFinding> found;
    for (const auto& [file, block] : blocks) {
        const auto kind = named(block);
        if (!kind) {
            continue;
        }
        const auto check =
            [&, &in = file, &resource = block](const HclBlock& within, const char* attribute, const std::string& text) {
                const auto value = within.attributes.find(attribute);
                if (value != within.attributes.end() && value->second.text != "null" &&
                    !dependence.differs(value->second.text, resource)) {
                    found.push_back(
                        {in,
                         value->second.line,
                         fmt::format(
                             fmt::runtime(text),
                             sanitize_line(value->second.text, 100),
                             sanitize_line(resource.header[2], 60))});
                }
            };
        const bool own_pool = block.attributes.count("pool") != 0 && dependence.differs(block.text_of("pool"), block);
        if (!own_pool) {
            check(
                block,
                "name",
                "the " + *kind +
                    " {0} has the same name for all students, and the second instance would be refused: "
                    "name = \"${{var.user-id}}-${{var.lab}}-{1}\"");
        }
        if (*kind == "network" && block.text_of("mode") != "\"bridge\"") {
            check(
                block,
                "bridge",
                "the bridge {} is the same for all students, and the second instance would be refused: bridge = "
                "\"${{var.instance}}-lan1\"");
            check(
                block,
                "addresses",
                "the addresses {} are the same for all students, and libvirt refuses a second network with them: a "
                "parameter in lab.yaml gives each student a subnet (net: {{subnet: {{of: 10.0.0.0/8, prefix: 24}}}}), "
                "addresses = [var.net]");
        }
        if (*kind == "pool") {
            const std::string text = "the folder {} is that of the pools of all students, and libvirt refuses the "
                                     "second one: put var.user-id and var.lab into it";
            check(block, "path", text);
            for (const auto& within : block.blocks) {
                check(within, "path", text);
            }
        }
    }
    return found;
}

} // namespace crocum
