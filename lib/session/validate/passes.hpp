#pragma once

#include "lib/check/collect.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/validate/diagnostics.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// The parts of `lab validate`, each about one kind of file.

/// Names of machines; nothing if the files do not show them without libvirt.
using MachineNames = std::optional<std::set<std::string>>;

/// "this lab has no machine r7; it has r1, r2"
[[nodiscard]] std::string no_machine(const std::string& name, const std::set<std::string>& machines);

/// Runs terraform validate, and returns the machines that the files create.
[[nodiscard]] MachineNames validate_terraform(const Context& context, const Lab& lab, Diagnostics& diagnostics);

/// Reads the Terraform files for what `up` would refuse, or what would fail for the second student only.
void validate_terraform_source(const Lab& lab, Diagnostics& diagnostics);

/// The collected suites, with the points of their checks. `complete` is false if a suite could not be collected, so
/// that the total is unknown.
struct CollectedLab {
    std::vector<CollectedSuite> suites;
    bool complete = false;
};

[[nodiscard]] CollectedLab validate_suites(const Context& context, const Lab& lab, Diagnostics& diagnostics);

/// Validates the collected checks.
void validate_checks(
    const Lab& lab, const CollectedLab& collected, const MachineNames& machines, Diagnostics& diagnostics);

/// Validates setup/ and solution/, and the partial solutions of lab.yaml.
void validate_scripts(
    const Context& context,
    const Lab& lab,
    const CollectedLab& collected,
    const MachineNames& machines,
    Diagnostics& diagnostics);

/// Validates that README.md exists, names only known parameters, and shows only pictures of the folder.
void validate_task(const Lab& lab, Diagnostics& diagnostics);

/// The first line of lab.yaml that contains a text; 0 if there is none.
[[nodiscard]] int line_in_lab_file(const Lab& lab, const std::string& text);

} // namespace crocum
