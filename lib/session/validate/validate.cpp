#include "lib/session/validate/validate.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/task/task_sheet.hpp"
#include "lib/session/validate/passes.hpp"
#include "lib/terraform/lab_copy.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// Reads lab.yaml as far as possible. Throws UsageError when the folder is not a lab.
Lab validate_lab_file(const fs::path& folder, Diagnostics& diagnostics) {
    auto lab = lab_without_file(folder);
    try {
        return load_lab(folder);
    } catch (const UsageError& error) {
        diagnostics.mistakes(error.what(), lab.folder, lab.folder / "lab.yaml");
    }
    return lab;
}

/// Reports links out of the folder: an instance, and a copy for another teacher, would not have their targets.
void validate_links(const Lab& lab, Diagnostics& diagnostics) {
    for (const auto& file : files_below(lab.folder, Links::listed)) {
        const auto top = file.begin()->string();
        if (!goes_into_instance(file) && top != "checks" && top != "pytest" && top != "solution") {
            continue;
        }
        try {
            require_within(lab.folder / file, lab.folder);
        } catch (const Error& error) {
            diagnostics.error(lab.folder / file, 0, error.what());
        }
    }
}

/// Reports machines that all students would share. Without a class, nobody would be refused before the second student.
void validate_existing_machines(const Lab& lab, Diagnostics& diagnostics) {
    for (const auto& [name, existing] : lab.existing_machines) {
        if (!existing.shared && !existing.differs_by_student()) {
            diagnostics.error(
                lab.folder / "lab.yaml",
                existing.line,
                fmt::format(
                    "all students would have the same machine {0}, and all would get its score: write {{student}} into "
                    "its {1}, or \"shared: true\" beside it if that is meant",
                    name,
                    existing.agent.empty() ? "domain or uri" : "agent"));
        }
    }
}

/// The number of machines in the Terraform files, if it is known; else of machines that have checks or a setup script.
std::size_t count_machines(const Lab& lab, const CollectedLab& collected, const MachineNames& machines) {
    if (machines) {
        return machines->size();
    }
    std::set<std::string> names;
    for (const auto& entry : collected.suites) {
        names.insert(entry.suite.machine);
    }
    for (const auto& script : lab.setup_scripts()) {
        names.insert(script.stem().string());
    }
    names.erase(across_machines);
    return names.size();
}

} // namespace

std::size_t Validation::errors() const {
    return static_cast<std::size_t>(
        std::count_if(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
            return diagnostic.severity == Severity::error;
        }));
}

void Validation::be_strict() {
    for (auto& diagnostic : diagnostics) {
        diagnostic.severity = Severity::error;
    }
}

std::string no_machine(const std::string& name, const std::set<std::string>& machines) {
    return fmt::format("this lab has no machine {}; it has {}", name, join({machines.begin(), machines.end()}, ", "));
}

int line_in_lab_file(const Lab& lab, const std::string& text) {
    const auto content = read_file_if_present(lab.folder / "lab.yaml").value_or("");
    const auto found = content.find(text);
    return found == std::string::npos
               ? 0
               : static_cast<int>(
                     std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(found), '\n')) +
                     1;
}

Validation validate(Context& context, const fs::path& folder) {
    Diagnostics diagnostics;
    const auto lab = validate_lab_file(folder, diagnostics);
    validate_links(lab, diagnostics);
    validate_task(lab, diagnostics);
    MachineNames machines;
    if (lab.has_terraform) {
        context.observer.step("Validating Terraform files");
        validate_terraform_source(lab, diagnostics);
        machines = validate_terraform(context, lab, diagnostics);
    } else if (!lab.existing_machines.empty()) {
        validate_existing_machines(lab, diagnostics);
        machines.emplace();
        for (const auto& [name, existing] : lab.existing_machines) {
            machines->insert(name);
        }
    }
    context.observer.step("Collecting checks");
    const auto collected = validate_suites(context, lab, diagnostics);
    validate_checks(lab, collected, machines, diagnostics);
    validate_scripts(context, lab, collected, machines, diagnostics);

    Validation validation;
    validation.lab = lab.id;
    validation.folder = lab.folder;
    validation.machines = count_machines(lab, collected, machines);
    for (const auto& entry : collected.suites) {
        validation.checks += entry.checks.size();
        for (const auto& check : entry.checks) {
            validation.points += check.points;
        }
    }
    validation.diagnostics = diagnostics.sorted();
    return validation;
}

} // namespace crocum
