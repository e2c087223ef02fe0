#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The scripts of solution/ that a command names.
struct SolutionChoice {
    std::string partial;               ///< a partial solution of lab.yaml; empty: the solution
    std::vector<std::string> machines; ///< only the scripts of these machines; empty: of all
};

/// A script of solution/, with the machine in which it runs.
struct SolutionScript {
    InstanceMachine machine;
    std::filesystem::path script;
};

/// Runs the chosen scripts in a student's instance, as root, all at the same time, because one may wait for another,
/// with what a setup script gets: the parameters of the instance in the environment, and as much time. Takes the lock
/// of the instance. Returns what ran. Throws UsageError for a partial solution that lab.yaml does not have, for a
/// machine without a script, and for an instance of another folder; Error when the lab has no such solution, when there
/// is no ready instance, when it is frozen, and with the output of each script that fails; AgentError.
std::vector<SolutionScript> solve(
    Context& context, const Lab& lab, const std::string& student, const SolutionChoice& choice);

} // namespace crocum
