#include "lib/terraform/lab_copy.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/pattern.hpp"
#include "lib/lab/lab.hpp"

#include <array>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_of(const fs::path& lab) {
    auto files = files_below(lab, Links::listed);
    std::erase_if(files, [](const fs::path& file) { return !goes_into_instance(file); });
    return files;
}

} // namespace

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

void remove_copies(const fs::path& instance) {
    for (const auto& file : files_below(instance)) {
        if (goes_into_instance(file) && file.filename() != ".terraform.lock.hcl") {
            remove_tree(instance / file);
        }
    }
}

void copy_lab(const fs::path& lab, const fs::path& instance) {
    make_folders(instance);
    remove_copies(instance); // Files that an earlier, failed up copied may have been removed from the lab since.
    for (const auto& file : files_of(lab)) {
        require_within(lab / file, lab);
        const auto target = instance / file;
        make_folders(target.parent_path());
        std::error_code failed;
        fs::copy_file(lab / file, target, fs::copy_options::overwrite_existing, failed);
        if (failed) {
            throw Error("cannot copy {} to {}: {}", (lab / file).string(), target.string(), failed.message());
        }
    }
}

bool names_its_libvirt(const fs::path& folder) {
    static const Pattern uri(R"((^|\s)uri\s*=\s*")");
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator(folder, absent)) {
        if (entry.path().extension() == ".tf" && uri.search(read_file(entry.path()))) {
            return true;
        }
    }
    return false;
}

std::string lab_digest(const fs::path& lab) {
    auto files = files_of(lab);
    const bool terraform = has_terraform_files(lab);
    // Without Terraform files, lab.yaml lists the machines.
    std::erase_if(files, [&](const fs::path& file) {
        return file == "README.md" || *file.begin() == "setup" || (file == "lab.yaml" && terraform);
    });
    return sha256_files(lab, files);
}

std::string setup_digest(const fs::path& lab, const std::string& machine) {
    const auto script = setup_file(lab, machine);
    return fs::is_regular_file(script) ? sha256(read_file(script)) : "";
}

} // namespace crocum
