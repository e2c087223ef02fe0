#pragma once

#include "lib/check/collect.hpp"
#include "lib/session/findings.hpp"
#include "lib/session/session.hpp"

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
[[nodiscard]] MachineNames look_at_terraform(const Session& session, const Lab& lab, Findings& findings);

/// The suites that can be collected, with the points that their checks are worth. `weighed` is false where some could
/// not be, so that nobody knows the total.
struct CollectedLab {
    std::vector<CollectedSuite> suites;
    bool weighed = false;
};

[[nodiscard]] CollectedLab look_at_suites(const Session& session, const Lab& lab, Findings& findings);

/// What there is to say of collected checks.
void look_at_checks(const Lab& lab, const CollectedLab& collected, const MachineNames& machines, Findings& findings);

/// setup/ and solution/, with lab.yaml's partial solutions.
void look_at_scripts(
    const Session& session,
    const Lab& lab,
    const CollectedLab& collected,
    const MachineNames& machines,
    Findings& findings);

/// The line of lab.yaml on which a text stands first; 0 where it does not.
[[nodiscard]] int line_in_lab_file(const Lab& lab, const std::string& text);

} // namespace crocum
