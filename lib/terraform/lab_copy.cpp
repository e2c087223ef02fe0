#include "lib/terraform/lab_copy.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/pattern.hpp"
#include "lib/lab/lab.hpp"

#include <fmt/format.h>

#include <array>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Begins the digest of a lab without Terraform files. In records of earlier versions, it is of the whole lab.yaml.
constexpr const char* machines_form = "machines:";

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
    std::erase_if(files, [](const fs::path& file) {
        return file == "README.md" || *file.begin() == "setup" || file == "lab.yaml";
    });
    const auto digest = sha256_files(lab, files);
    if (has_terraform_files(lab)) {
        return digest;
    }
    // Of lab.yaml, "up" takes the machines: title, points, due dates and the like change no instance.
    std::string machines;
    if (fs::exists(lab / "lab.yaml")) {
        for (const auto& [name, machine] : load_lab(lab).existing_machines) {
            machines += fmt::format("{}\n{}\n{}\n{}\n", name, machine.agent, machine.domain, machine.uri);
        }
    }
    return machines_form + sha256(digest + "\n" + machines);
}

bool is_comparable(const std::string& recorded, const std::string& now) {
    const auto has_form = [](const std::string& digest) { return digest.rfind(machines_form, 0) == 0; };
    return !recorded.empty() && !now.empty() && has_form(recorded) == has_form(now);
}

std::string setup_digest(const fs::path& lab, const std::string& machine) {
    const auto script = setup_file(lab, machine);
    return fs::is_regular_file(script) ? sha256(read_file(script)) : "";
}

} // namespace crocum
