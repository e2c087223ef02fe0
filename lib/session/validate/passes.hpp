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

/// Names of machines; nothing where the files do not tell without a libvirt.
using MachineNames = std::optional<std::set<std::string>>;

/// "this lab has no machine r7; it has r1, r2"
[[nodiscard]] std::string no_machine(const std::string& name, const std::set<std::string>& machines);

/// Terraform's own word on the files, and the machines that they make.
[[nodiscard]] MachineNames validate_terraform(const Context& context, const Lab& lab, Diagnostics& diagnostics);

/// The suites that can be collected, with the points that their checks are worth. `weighed` is false where some could
/// not be, so that nobody knows the total.
struct CollectedLab {
    std::vector<CollectedSuite> suites;
    bool weighed = false;
};

[[nodiscard]] CollectedLab validate_suites(const Context& context, const Lab& lab, Diagnostics& diagnostics);

/// What there is to say of collected checks.
void validate_checks(
    const Lab& lab, const CollectedLab& collected, const MachineNames& machines, Diagnostics& diagnostics);

/// setup/ and solution/, with lab.yaml's partial solutions.
void validate_scripts(
    const Context& context,
    const Lab& lab,
    const CollectedLab& collected,
    const MachineNames& machines,
    Diagnostics& diagnostics);

/// README.md: that it exists and names known parameters only.
void validate_task(const Lab& lab, Diagnostics& diagnostics);

/// The line of lab.yaml on which a text stands first; 0 where it does not.
[[nodiscard]] int line_in_lab_file(const Lab& lab, const std::string& text);

} // namespace crocum
