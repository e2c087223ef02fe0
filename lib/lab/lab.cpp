#include "lib/lab/lab.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/lab_file.hpp"

#include <algorithm>
#include <set>

namespace crocum {

namespace fs = std::filesystem;

namespace {

bool has_files_ending(const fs::path& folder, std::string_view ending) {
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        const auto name = entry.path().filename().string();
        if (name.size() > ending.size() && name.ends_with(ending)) {
            return true;
        }
    }
    return false;
}

/// checks/, or pytest/ as in early versions of crocum.
fs::path suites_folder(const fs::path& folder) {
    for (const auto* name : {"checks", "pytest"}) {
        if (fs::is_directory(folder / name)) {
            return folder / name;
        }
    }
    return {};
}

std::vector<fs::path> scripts_in(const fs::path& folder) {
    std::vector<fs::path> scripts;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        if (entry.path().extension() == ".sh") {
            scripts.push_back(entry.path());
        }
    }
    std::sort(scripts.begin(), scripts.end());
    return scripts;
}

} // namespace

bool ExistingMachine::differs_by_student() const {
    return (agent + domain + uri).find("{student}") != std::string::npos;
}

std::vector<std::string> Lab::suite_candidates() const {
    std::vector<std::string> names;
    if (suites.empty()) {
        return names;
    }
    for (const auto& entry : fs::directory_iterator(suites)) {
        const auto& path = entry.path();
        const bool suite = entry.is_directory() ? has_files_ending(path, ".py") : path.extension() == ".py";
        const auto name = entry.is_directory() ? path.filename().string() : path.stem().string();
        // Module names with "_" are never machines, so helpers are best called that way.
        if (suite && (is_machine_name(name) || name == across_machines) && name != "conftest") {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) {
        throw UsageError(
            "lab {}: machine {} has both a file and a folder of checks in {}", id, *twice, suites.string());
    }
    return names;
}

Mode Lab::mode_of(const std::string& machine) const {
    if (machine == across_machines) {
        return Mode::host;
    }
    const auto own = modes.find(machine);
    return own == modes.end() ? mode : own->second;
}

fs::path Lab::setup_script(const std::string& machine) const {
    const auto script = setup_file(folder, machine);
    return fs::is_regular_file(script) ? script : fs::path();
}

std::vector<fs::path> Lab::setup_scripts() const {
    return scripts_in(folder / "setup");
}

fs::path Lab::solution_script(const std::string& machine) const {
    return folder / "solution" / (machine + ".sh");
}

fs::path Lab::partial_script(const std::string& name) const {
    return folder / "solution" / fmt::format("{}{}.sh", partial_prefix, name);
}

fs::path Lab::partial_folder(const std::string& name) const {
    return folder / "solution" / fmt::format("{}{}", partial_prefix, name);
}

std::vector<fs::path> Lab::partial_scripts(const std::string& name) const {
    return scripts_in(partial_folder(name));
}

std::vector<std::string> Lab::partial_folder_names() const {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder / "solution", none)) {
        const auto name = entry.path().filename().string();
        if (name.rfind(partial_prefix, 0) == 0 && entry.is_directory()) {
            names.push_back(name.substr(partial_prefix.size()));
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<fs::path> Lab::solution_scripts() const {
    return scripts_in(folder / "solution");
}

Lab lab_without_file(const fs::path& folder) {
    std::error_code missing;
    Lab lab;
    lab.folder = fs::canonical(folder, missing);
    if (missing || !fs::is_directory(lab.folder)) {
        throw UsageError("there is no lab folder {}", folder.string());
    }
    lab.id = lab.folder.filename().string();
    require_id("lab", lab.id);
    if (!is_lab_folder(lab.folder)) {
        throw UsageError("{} is not a lab: it has neither lab.yaml nor Terraform files", lab.folder.string());
    }
    lab.title = lab.id;
    lab.has_terraform = has_terraform_files(lab.folder);
    lab.suites = suites_folder(lab.folder);
    return lab;
}

Lab load_lab(const fs::path& folder) {
    auto lab = lab_without_file(folder);
    if (const auto file = lab.folder / "lab.yaml"; fs::exists(file)) {
        read_lab_file(file, lab);
    }
    if (!lab.has_terraform && lab.existing_machines.empty()) {
        throw UsageError(
            "lab {} has no machines: neither Terraform files in {} nor \"machines\" in its lab.yaml",
            lab.id,
            lab.folder.string());
    }
    return lab;
}

fs::path setup_file(const fs::path& lab, const std::string& machine) {
    return lab / "setup" / (machine + ".sh");
}

bool has_terraform_files(const fs::path& folder) {
    return has_files_ending(folder, ".tf") || has_files_ending(folder, ".tf.json");
}

bool is_lab_folder(const fs::path& folder) {
    std::error_code broken;
    return fs::exists(folder / "lab.yaml", broken) || has_terraform_files(folder);
}

fs::path find_lab(const std::string& name, const std::vector<fs::path>& lab_path) {
    if (name.find('/') != std::string::npos || name == "." || name == "..") {
        return name;
    }
    require_id("lab", name);
    std::vector<std::string> tried;
    for (const auto& folder : lab_path) {
        if (is_lab_folder(folder / name)) {
            return folder / name;
        }
        tried.push_back(folder.string());
    }
    std::vector<std::string> names;
    for (const auto& lab : labs_on(lab_path)) {
        names.push_back(lab.filename().string());
    }
    const auto near = nearest(name, names);
    throw with_hint(
        UsageError("there is no lab \"{}\" in {}", name, join(tried, ", ")),
        (near.empty() ? "" : "Did you mean \"" + near + "\"? ") +
            "\"crocum lab list\" shows the labs; CROCUM_LABS has the folders that are searched; give a folder as ./" +
            name);
}

std::vector<fs::path> misnamed_labs_on(const std::vector<fs::path>& lab_path) {
    std::vector<fs::path> folders;
    for (const auto& folder : lab_path) {
        std::error_code absent;
        for (const auto& entry : fs::directory_iterator(folder, absent)) {
            if (!is_id(entry.path().filename().string()) && is_lab_folder(entry.path())) {
                folders.push_back(entry.path());
            }
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::vector<fs::path> labs_on(const std::vector<fs::path>& lab_path) {
    std::vector<fs::path> labs;
    std::set<std::string> seen;
    for (const auto& folder : lab_path) {
        std::error_code absent;
        for (const auto& entry : fs::directory_iterator(folder, absent)) {
            const auto name = entry.path().filename().string();
            if (is_id(name) && is_lab_folder(entry.path()) && seen.insert(name).second) {
                labs.push_back(entry.path());
            }
        }
    }
    std::sort(
        labs.begin(), labs.end(), [](const fs::path& a, const fs::path& b) { return a.filename() < b.filename(); });
    return labs;
}

} // namespace crocum
