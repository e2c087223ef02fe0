#include "lib/terraform/source.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

#include <algorithm>
#include <functional>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Turns the objects of a .tf.json file into blocks. Source of the form: Terraform's JSON configuration syntax.
class JsonSource {
public:
    explicit JsonSource(const std::string& text) : text_(text) {}

    std::vector<HclBlock> blocks() {
        const auto document = parse_json(text_, "the file");
        for (const auto& [key, value] : document.items()) {
            labelled({key}, value, labels_of(key), found_);
        }
        return std::move(found_);
    }

private:
    static std::size_t labels_of(const std::string& type) {
        if (type == "resource" || type == "data") {
            return 2;
        }
        return type == "module" || type == "variable" || type == "provider" || type == "output" || type == "backend" ||
                       type == "dynamic"
                   ? 1
                   : 0;
    }

    static bool is_body(const Json& value) {
        return value.is_object() ||
               (value.is_array() && !value.empty() &&
                std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_object(); }));
    }

    /// The first line with this word; the order of the keys is that of their names, not of the file.
    [[nodiscard]] int line_of(const std::string& word) const { return line_at(text_, text_.find('"' + word + '"')); }

    void labelled(
        const std::vector<std::string>& header, const Json& value, std::size_t labels, std::vector<HclBlock>& into) {
        if (value.is_array()) {
            for (const auto& one : value) {
                labelled(header, one, labels, into);
            }
        } else if (labels > 0) {
            for (const auto& [label, within] : value.items()) {
                auto longer = header;
                longer.push_back(label);
                labelled(longer, within, labels - 1, into);
            }
        } else {
            HclBlock block;
            block.header = header;
            block.line = line_of(header.back());
            for (const auto& [key, within] : value.items()) {
                block.attributes[key] = {to_line(within), line_of(key)};
                if (is_body(within)) {
                    labelled({key}, within, labels_of(key), block.blocks);
                }
            }
            into.push_back(std::move(block));
        }
    }

    const std::string& text_;
    std::vector<HclBlock> found_;
};

bool is_json(const fs::path& file) {
    const auto kind = file.stem().extension();
    return file.extension() == ".json" && (kind == ".tf" || kind == ".tofu");
}

} // namespace

bool SourceBlock::is_resource(const std::string& type) const {
    return block.header.size() == 3 && block.header[0] == "resource" && block.header[1] == type;
}

std::vector<SourceBlock> source_blocks(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(folder, absent)) {
        const auto& path = entry.path();
        if (path.extension() == ".tf" || path.extension() == ".tofu" || is_json(path)) {
            files.push_back(path);
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<SourceBlock> all;
    for (const auto& file : files) {
        try {
            const auto text = read_file(file);
            for (auto& block : is_json(file) ? JsonSource(text).blocks() : hcl_file(text).blocks) {
                all.push_back({file, std::move(block)});
            }
        } catch (const std::exception&) {
            continue;
        }
    }
    return all;
}

std::vector<SourceFinding> refused_blocks(const std::vector<SourceBlock>& blocks) {
    std::vector<SourceFinding> found;
    for (const auto& [file, block] : blocks) {
        if (block.header[0] == "import") {
            found.push_back(
                {file,
                 block.line,
                 "an import block is refused: crocum removes only what an instance created. Use a data source"});
        }
        if (block.header[0] != "terraform") {
            continue;
        }
        for (const auto& within : block.blocks) {
            const auto& kind = within.header[0];
            // The state of a local backend without a path, or with the usual one, is in the working directory.
            const auto path = within.text_of("path");
            const bool usual = within.header.size() == 2 && within.header[1] == "local" &&
                               (path.empty() || path == "\"terraform.tfstate\"");
            if (kind == "cloud" || (kind == "backend" && !usual)) {
                found.push_back(
                    {file,
                     within.line,
                     fmt::format(
                         "{}{} is refused: the state of each instance has to stay in its own working directory. Remove "
                         "the block",
                         kind,
                         within.header.size() == 2 ? " \"" + within.header[1] + "\"" : "")});
            }
        }
    }
    return found;
}

void require_own_state_only(const fs::path& folder) {
    const auto found = refused_blocks(source_blocks(folder));
    if (!found.empty()) {
        throw UsageError("{}:{}: {}", found[0].file.string(), found[0].line, found[0].message);
    }
}

} // namespace crocum
