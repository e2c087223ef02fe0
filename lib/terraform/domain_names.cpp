#include "lib/terraform/domain_names.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/text.hpp"
#include "lib/terraform/hcl.hpp"

#include <algorithm>
#include <vector>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::string replaced(const std::string& text, const char* reference, const std::string& variable) {
    return Pattern(std::string("\\b") + reference + "\\b").replace(text, variable);
}

/// The names of the domains of one resource, as a list.
std::string names_of(const HclBlock& block) {
    const auto attribute = [&](const char* name) {
        auto text = block.text_of(name);
        if (text.find('\n') != std::string::npos) {
            throw Error("not on one line"); // The console reads one line.
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
    return stem == "override" || (stem.size() > ending.size() && stem.ends_with(ending));
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
            for (const auto& block : hcl_file(read_file(entry.path())).blocks) {
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
