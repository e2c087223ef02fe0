#include "lib/session/instance/remote_script.hpp"

#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/text.hpp"
#include "lib/guest/guest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

int windows_line(const std::string& script) {
    static const std::array shells{"sh", "dash", "ash", "bash", "ksh", "mksh", "zsh", "busybox"};
    auto at = script.find('\r');
    while (at != std::string::npos && at + 1 < script.size() && script[at + 1] != '\n') {
        at = script.find('\r', at + 1);
    }
    if (at == std::string::npos) {
        return 0;
    }
    const int line = line_at(script, at);
    // "#!/usr/bin/env bash" has the shell as its argument.
    const auto named = words(join(interpreter(script), " "));
    const bool shell = std::any_of(named.begin(), named.end(), [](const std::string& word) {
        return std::find(shells.begin(), shells.end(), word.substr(word.rfind('/') + 1)) != shells.end();
    });
    // Other interpreters read such lines, but the first line is for the system.
    return shell || (line == 1 && script.rfind("#!", 0) == 0) ? line : 0;
}

void require_unix_lines(const std::filesystem::path& script) {
    if (const auto line = windows_line(read_file(script)); line > 0) {
        throw UsageError(
            "{0}:{1}: it has Windows line ends (CR LF), and the CR would become a part of commands and names. Remove "
            "them: sed -i 's/\\r$//' {2}",
            script.string(),
            line,
            shell_word(script.string()));
    }
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
    const auto output = sanitize(result.out) + sanitize(result.err);
    return fmt::format(
        "{} on {}: {}{}{}", name, link.machine.name, result.outcome(), output.empty() ? "" : ":\n", output);
}

} // namespace crocum
