#include "lib/provision/tree.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"

#include <array>

namespace crocum {

namespace fs = std::filesystem;

bool goes_into_instance(const fs::path& file) {
    constexpr std::array left_out{"checks", "pytest", "solution", ".git", ".crocum"};
    const auto top = file.begin()->string();
    for (const auto* name : left_out) {
        if (top == name) {
            return false;
        }
    }
    const auto name = file.filename().string();
    if (name == ".terraform.lock.hcl") {
        return true;
    }
    return top.rfind(".terraform", 0) != 0 && name.find(".tfstate") == std::string::npos && name != "instance.json";
}

void copy_lab(const fs::path& lab, const fs::path& instance) {
    make_folders(instance);
    // What an earlier, failed making copied may have gone from the lab since.
    for (const auto& file : files_below(instance)) {
        if (goes_into_instance(file) && file.filename() != ".terraform.lock.hcl") {
            remove_tree(instance / file);
        }
    }
    for (const auto& file : files_below(lab)) {
        if (!goes_into_instance(file)) {
            continue;
        }
        const auto target = instance / file;
        make_folders(target.parent_path());
        std::error_code failed;
        fs::copy_file(lab / file, target, fs::copy_options::overwrite_existing, failed);
        if (failed) {
            throw Error("cannot copy {} to {}: {}", (lab / file).string(), target.string(), failed.message());
        }
    }
}

std::string lab_digest(const fs::path& lab) {
    return sha256_tree(lab, goes_into_instance);
}

} // namespace crocum
