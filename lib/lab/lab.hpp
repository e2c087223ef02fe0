#pragma once

#include "lib/base/clock.hpp"
#include "lib/lab/late_policy.hpp"
#include "lib/lab/parameters.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A machine that stands without Terraform: its agent's socket, or a domain at a libvirt URI. In each text `{student}`
/// stands for the student's id.
struct ExistingMachine {
    std::string agent; ///< "unix:/path"; empty when a domain is named
    std::string domain;
    std::string uri; ///< of the domain; empty means the configured one

    bool operator==(const ExistingMachine&) const = default;
};

/// How long crocum waits before it says that something was not measured.
struct Timeouts {
    Seconds boot{300};     ///< until every agent of the instance answers
    Seconds setup{300};    ///< one setup script
    Seconds check{120};    ///< one check that does not say itself how long it may take
    Seconds suite{600};    ///< one machine's suite
    Seconds attempt{3600}; ///< all machines
};

/// Where a suite runs: inside its machine, or on the host, from where each of its commands goes to the machine.
enum class Mode { guest, host };

[[nodiscard]] constexpr const char* to_string(Mode mode) noexcept {
    return mode == Mode::host ? "host" : "guest";
}

/// A solution that solves a part of the lab, for `lab verify`: solution/partial-NAME.sh.
struct PartialSolution {
    std::string machine; ///< where it runs; empty in a lab with one machine
    double score = 0;    ///< what it has to reach

    bool operator==(const PartialSolution&) const = default;
};

/// A lab folder as its author wrote it.
struct Lab {
    std::string id; ///< the folder's name
    std::string title;
    std::filesystem::path folder; ///< absolute, links resolved
    std::filesystem::path suites; ///< folder with one suite a machine; empty when the lab has no checks
    bool has_terraform = false;
    std::map<std::string, ExistingMachine> existing_machines; ///< by machine; from lab.yaml
    Timeouts timeouts;
    Mode mode = Mode::guest;                         ///< of machines that `modes` does not name
    std::map<std::string, Mode> modes;               ///< by machine
    std::map<std::string, double> points;            ///< by check id: instead of what the suite says
    std::optional<double> total;                     ///< what the points of all checks are scaled to
    ParameterSpecs parameters;                       ///< what each student has own values of, by name
    LatePolicy late;                                 ///< what being late costs, where a check has a deadline
    bool cross_check = false;                        ///< compare some results of the guest with the host's own probes
    std::map<std::string, PartialSolution> partials; ///< by name

    /// Suites that span machines run on the host.
    [[nodiscard]] Mode mode_of(const std::string& machine) const;

    /// Names under which the folder has a suite, sorted. A helper module can look like one: only a file with checks in
    /// it is a suite, and that is known after collection.
    [[nodiscard]] std::vector<std::string> suite_candidates() const;

    /// The script run once in a machine after its first boot, or empty.
    [[nodiscard]] std::filesystem::path setup_script(const std::string& machine) const;

    /// All that setup/ has (*.sh), sorted.
    [[nodiscard]] std::vector<std::filesystem::path> setup_scripts() const;

    /// The script that solves a machine's part of the lab, and the one of a partial solution; whether or not they
    /// exist.
    [[nodiscard]] std::filesystem::path solution_script(const std::string& machine) const;
    [[nodiscard]] std::filesystem::path partial_script(const std::string& name) const;

    /// All that solution/ has (*.sh), sorted.
    [[nodiscard]] std::vector<std::filesystem::path> solution_scripts() const;
};

/// A lab folder as it is without its lab.yaml: for a look at the rest where that cannot be read. Throws UsageError
/// where the folder can be no lab.
[[nodiscard]] Lab lab_without_file(const std::filesystem::path& folder);

/// Reads a lab folder and its lab.yaml. Throws UsageError naming the folder, or file:line:column; where lab.yaml has
/// several mistakes, a line for each.
[[nodiscard]] Lab load_lab(const std::filesystem::path& folder);

/// Where a machine's setup script stands, if it has one.
[[nodiscard]] std::filesystem::path setup_file(const std::filesystem::path& lab, const std::string& machine);

/// Whether there is a *.tf or *.tf.json at the folder's top.
[[nodiscard]] bool has_terraform_files(const std::filesystem::path& folder);

/// Whether a folder looks like a lab: lab.yaml or Terraform files at its top.
[[nodiscard]] bool is_lab_folder(const std::filesystem::path& folder);

/// LAB as the user gives it: a folder (anything with a slash, or "."), else a name on the lab path.
/// Throws UsageError that says where it was looked for.
[[nodiscard]] std::filesystem::path find_lab(
    const std::string& name, const std::vector<std::filesystem::path>& lab_path);

/// Folders on the lab path that look like labs and cannot be any, for their names.
[[nodiscard]] std::vector<std::filesystem::path> misnamed_labs_on(const std::vector<std::filesystem::path>& lab_path);

/// All lab folders on the lab path; of two with one name the first, sorted by name.
[[nodiscard]] std::vector<std::filesystem::path> labs_on(const std::vector<std::filesystem::path>& lab_path);

} // namespace crocum
