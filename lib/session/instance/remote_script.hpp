#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/instance/agent_connections.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// What the kernel would make of a script's #! line: an interpreter and at most one argument. A script without the line
/// is a shell script.
[[nodiscard]] std::vector<std::string> interpreter(const std::string& script);

/// Runs a script of the lab's, called `name`, in a machine, as root, from memory there, with NAME=value of
/// `environment`. Returns how it went wrong with what it printed, or nothing. Throws AgentError.
[[nodiscard]] std::string run_script(
    const MachineLink& link,
    const std::string& name,
    const std::string& script,
    const std::vector<std::string>& environment,
    Seconds timeout);

} // namespace crocum
