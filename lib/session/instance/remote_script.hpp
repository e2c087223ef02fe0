#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/instance/agent_connections.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

/// The interpreter and at most one argument of a script's #! line, as the kernel reads it. A script without the line is
/// a shell script.
[[nodiscard]] std::vector<std::string> interpreter(const std::string& script);

/// The first line of a script whose Windows line end (CR LF) its interpreter would take for text; 0 if there is none.
/// These are all lines of shell scripts, and the #! line of others.
[[nodiscard]] int windows_line(const std::string& script);

/// Throws UsageError ("file:line: …") when a script has such a line.
void require_unix_lines(const std::filesystem::path& script);

/// Runs a script of the lab, called `name`, in a machine, as root, from memory, with the variables of `environment`
/// (NAME=value). Returns the failure with the output of the script, or an empty text. Throws AgentError.
[[nodiscard]] std::string run_script(
    const MachineLink& link,
    const std::string& name,
    const std::string& script,
    const std::vector<std::string>& environment,
    Seconds timeout);

} // namespace crocum
