#include "lib/session/validate.hpp"

#include "lib/base/text.hpp"
#include "lib/provision/tree.hpp"
#include "lib/session/task.hpp"
#include "lib/session/validate_parts.hpp"

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// lab.yaml, as far as it can be read. Throws UsageError where the folder is no lab.
Lab look_at_lab_file(const fs::path& folder, Findings& findings) {
    auto lab = lab_without_file(folder);
    try {
        return load_lab(folder);
    } catch (const UsageError& error) {
        findings.mistakes(error.what(), lab.folder, lab.folder / "lab.yaml");
    }
    return lab;
}

/// Links out of the folder: an instance, and a copy for another teacher, would lack what they lead to.
void look_at_links(const Lab& lab, Findings& findings) {
    for (const auto& file : files_below(lab.folder, Links::listed)) {
        const auto top = file.begin()->string();
        if (!goes_into_instance(file) && top != "checks" && top != "pytest" && top != "solution") {
            continue;
        }
        try {
            require_within(lab.folder / file, lab.folder);
        } catch (const Error& error) {
            findings.error(lab.folder / file, 0, error.what());
        }
    }
}

/// As far as is known: those of the files; else those that have something to do.
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
    names.erase("lab");
    return names.size();
}

} // namespace

std::size_t Validation::errors() const {
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::error; }));
}

void Validation::be_strict() {
    for (auto& finding : findings) {
        finding.severity = Severity::error;
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

Validation validate(Session& session, const fs::path& folder) {
    Findings findings;
    const auto lab = look_at_lab_file(folder, findings);
    look_at_links(lab, findings);
    look_at_task(lab, findings);
    MachineNames machines;
    if (lab.has_terraform) {
        session.observer.step("Validating Terraform files");
        machines = look_at_terraform(session, lab, findings);
    } else if (!lab.standing.empty()) {
        machines.emplace();
        for (const auto& [name, stands] : lab.standing) {
            machines->insert(name);
        }
    }
    session.observer.step("Collecting checks");
    const auto collected = look_at_suites(session, lab, findings);
    look_at_checks(lab, collected, machines, findings);
    look_at_scripts(session, lab, collected, machines, findings);

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
    validation.findings = findings.sorted();
    return validation;
}

} // namespace crocum
