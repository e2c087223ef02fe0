#include "lib/terraform/variable_files.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/terraform/hcl.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> variable_files(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(folder, absent)) {
        const auto name = entry.path().filename().string();
        if (name == "terraform.tfvars" || name == "terraform.tfvars.json" || name.ends_with(".auto.tfvars") ||
            name.ends_with(".auto.tfvars.json")) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// The variables of one file, with their lines.
std::map<std::string, int> variables_in(const fs::path& file) {
    std::map<std::string, int> found;
    const auto text = read_file(file);
    if (file.extension() != ".json") {
        for (const auto& [name, value] : hcl_file(text).attributes) {
            found[name] = value.line;
        }
        return found;
    }
    const auto document = parse_json(text, file.string());
    for (const auto& [name, value] : document.items()) {
        found[name] = line_at(text, text.find('"' + name + '"'));
    }
    return found;
}

} // namespace

std::vector<AssignedVariable> assigned_variables(const fs::path& folder) {
    std::vector<AssignedVariable> all;
    for (const auto& file : variable_files(folder)) {
        try {
            for (const auto& [name, line] : variables_in(file)) {
                all.push_back({file, line, name});
            }
        } catch (const std::exception&) {
            continue;
        }
    }
    std::sort(all.begin(), all.end(), [](const AssignedVariable& a, const AssignedVariable& b) {
        return std::tie(a.file, a.line, a.name) < std::tie(b.file, b.line, b.name);
    });
    return all;
}

std::map<std::string, std::string> contested_variables(
    const fs::path& folder, const std::map<std::string, std::string>& variables) {
    std::map<std::string, std::string> contested;
    for (const auto& file : variable_files(folder)) {
        const auto text = read_file(file);
        for (const auto& [name, value] : variables) {
            if (text.find(name) != std::string::npos) {
                contested[name] = value;
            }
        }
    }
    return contested;
}

} // namespace crocum
