#include "lib/terraform/cli_config.hpp"

#include "lib/base/json.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> folders_in(const fs::path& parent) {
    std::vector<fs::path> folders;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(parent, absent)) {
        if (entry.is_directory()) {
            folders.push_back(entry.path());
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

} // namespace

std::vector<std::string> mirrored_providers(const fs::path& mirror) {
    std::vector<std::string> providers;
    for (const auto& host : folders_in(mirror)) {
        for (const auto& name_space : folders_in(host)) {
            for (const auto& type : folders_in(name_space)) {
                providers.push_back(type.lexically_relative(mirror).string());
            }
        }
    }
    return providers;
}

std::string cli_config(const fs::path& mirror) {
    std::string text = "disable_checkpoint = true\n";
    const auto providers = mirrored_providers(mirror);
    if (providers.empty()) {
        return text;
    }
    // HCL's strings and lists of strings have JSON's syntax.
    const auto list = to_line(Json(providers));
    return text + "provider_installation {\n  filesystem_mirror {\n    path    = " +
           to_line(Json(fs::absolute(mirror).string())) + "\n    include = " + list +
           "\n  }\n  direct {\n    exclude = " + list + "\n  }\n}\n";
}

} // namespace crocum
