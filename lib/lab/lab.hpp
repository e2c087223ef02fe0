#pragma once

#include "lib/base/clock.hpp"
#include "lib/lab/attempt_policy.hpp"
#include "lib/lab/late_policy.hpp"
#include "lib/lab/parameters.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A machine that exists without Terraform: its agent's socket, or a domain at a libvirt URI. In each text `{student}`
/// is replaced by the student's id.
struct ExistingMachine {
    std::string agent; ///< "unix:/path"; empty when a domain is named
    std::string domain;
    std::string uri;     ///< of the domain; empty means the configured one
    bool shared = false; ///< several students may have this machine
    int line = 0;        ///< in lab.yaml

    [[nodiscard]] bool is_same_machine(const ExistingMachine& other) const {
        return agent == other.agent && domain == other.domain && uri == other.uri;
    }

    /// Whether each student has a machine of their own: {student} is in one of the texts.
    [[nodiscard]] bool differs_by_student() const;
};

/// Time limits, after which crocum reports a machine or a check as not measured.
struct Timeouts {
    Seconds boot{300};     ///< until every agent of the instance answers
    Seconds setup{300};    ///< one setup script
    Seconds check{120};    ///< one check without a time limit of its own
    Seconds suite{600};    ///< one machine's suite
    Seconds attempt{3600}; ///< all machines
};

/// Where a suite runs: inside its machine, or on the host, which sends each command of the suite to the machine.
enum class Mode { guest, host };

[[nodiscard]] constexpr const char* to_string(Mode mode) noexcept {
    return mode == Mode::host ? "host" : "guest";
}

/// How the names of partial solutions begin in solution/.
inline constexpr std::string_view partial_prefix = "partial-";

/// A script that solves a part of the lab, for `lab verify`: solution/partial-NAME.sh; or one for each of several
/// machines: solution/partial-NAME/MACHINE.sh.
struct PartialSolution {
    std::string machine; ///< in which it runs; empty in a lab with one machine, and with scripts for several
    double score = 0;    ///< the expected score

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
    Mode mode = Mode::guest;                         ///< of machines without an entry in `modes`
    std::map<std::string, Mode> modes;               ///< by machine
    std::map<std::string, double> points;            ///< by check id; overrides the suite
    std::optional<double> total;                     ///< the points of all checks are scaled to this sum
    ParameterSpecs parameters;                       ///< by name; each student has own values
    LatePolicy late;                                 ///< the penalty for late work, when a check has a deadline
    AttemptPolicy attempts = AttemptPolicy::last;    ///< which attempt gives the score
    bool cross_check = false;                        ///< repeat some passed checks of the guest from the host
    std::map<std::string, PartialSolution> partials; ///< by name

    /// Suites that span machines run on the host.
    [[nodiscard]] Mode mode_of(const std::string& machine) const;

    /// Names under which the folder has a suite, sorted. A helper module can look like a suite: only collection shows
    /// whether a file has checks.
    [[nodiscard]] std::vector<std::string> suite_candidates() const;

    /// The script run once in a machine after its first boot, or empty.
    [[nodiscard]] std::filesystem::path setup_script(const std::string& machine) const;

    /// All scripts in setup/ (*.sh), sorted.
    [[nodiscard]] std::vector<std::filesystem::path> setup_scripts() const;

    /// The script that solves a machine's part of the lab, and the one of a partial solution; whether or not they
    /// exist.
    [[nodiscard]] std::filesystem::path solution_script(const std::string& machine) const;
    [[nodiscard]] std::filesystem::path partial_script(const std::string& name) const;

    /// The folder of a partial solution that spans machines, whether or not it exists; and the scripts in it, sorted.
    [[nodiscard]] std::filesystem::path partial_folder(const std::string& name) const;
    [[nodiscard]] std::vector<std::filesystem::path> partial_scripts(const std::string& name) const;

    /// The names of all folders solution/partial-NAME, sorted.
    [[nodiscard]] std::vector<std::string> partial_folder_names() const;

    /// All scripts in solution/ (*.sh), sorted.
    [[nodiscard]] std::vector<std::filesystem::path> solution_scripts() const;
};

/// A lab folder without its lab.yaml, so that the rest can be checked when lab.yaml cannot be read. Throws UsageError
/// when the folder cannot be a lab.
[[nodiscard]] Lab lab_without_file(const std::filesystem::path& folder);

/// Reads a lab folder and its lab.yaml. Throws UsageError with the folder, or with file:line:column; one line for each
/// mistake in lab.yaml.
[[nodiscard]] Lab load_lab(const std::filesystem::path& folder);

/// The path of a machine's setup script, which need not exist.
[[nodiscard]] std::filesystem::path setup_file(const std::filesystem::path& lab, const std::string& machine);

/// Whether there is a *.tf or *.tf.json at the folder's top.
[[nodiscard]] bool has_terraform_files(const std::filesystem::path& folder);

/// Whether a folder looks like a lab: lab.yaml or Terraform files at its top.
[[nodiscard]] bool is_lab_folder(const std::filesystem::path& folder);

/// LAB as the user gives it: a folder (anything with a slash, or "."), else a name on the lab path. Throws UsageError
/// with the folders that were searched.
[[nodiscard]] std::filesystem::path find_lab(
    const std::string& name, const std::vector<std::filesystem::path>& lab_path);

/// Folders on the lab path that look like labs, but whose names are not valid ids.
[[nodiscard]] std::vector<std::filesystem::path> misnamed_labs_on(const std::vector<std::filesystem::path>& lab_path);

/// All lab folders on the lab path, sorted by name; the first one of two with the same name.
[[nodiscard]] std::vector<std::filesystem::path> labs_on(const std::vector<std::filesystem::path>& lab_path);

} // namespace crocum
