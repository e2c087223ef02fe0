#include "lib/session/instance/remote_script.hpp"

#include "lib/base/text.hpp"
#include "lib/guest/guest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

std::vector<std::string> interpreter(const std::string& script) {
    if (script.rfind("#!", 0) != 0) {
        return {"/bin/sh"};
    }
    const auto blank = " \t\r";
    const auto line = script.substr(2, script.find('\n') - 2);
    const auto begin = std::min(line.find_first_not_of(blank), line.size());
    const auto end = std::min(line.find_first_of(blank, begin), line.size());
    std::vector<std::string> argv{line.substr(begin, end - begin)};
    const auto argument = line.find_first_not_of(blank, end);
    if (argument != std::string::npos) {
        argv.push_back(line.substr(argument, line.find_last_not_of(blank) - argument + 1));
    }
    return argv;
}

std::string run_script(
    const MachineLink& link,
    const std::string& name,
    const std::string& script,
    const std::vector<std::string>& environment,
    Seconds timeout) {
    Guest guest(link.machine.name, link.open_channel());
    const Deadline push(timeout);
    guest.require_commands(push);
    const auto target = guest.scratch(push) + "/script";
    GuestCommand command;
    command.files = {{target, script}};
    // The interpreter is named explicitly, so that the script also runs from a file system without exec.
    command.argv = interpreter(script);
    command.argv.push_back(target);
    command.directory = "/root";
    command.environment.insert(command.environment.end(), environment.begin(), environment.end());
    command.timeout = timeout;
    // The output goes into the record of the instance, which has to stay small.
    command.output_limit = std::size_t{32} << 10U;
    const auto result = guest.exec(command);
    if (result.ok()) {
        return "";
    }
    return fmt::format(
        "{} on {}: {}\n{}{}", name, link.machine.name, result.outcome(), sanitize(result.out), sanitize(result.err));
}

} // namespace crocum
