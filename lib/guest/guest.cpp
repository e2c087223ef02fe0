#include "lib/guest/guest.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"
#include "lib/guest/command_output.hpp"
#include "lib/guest/launch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace crocum {

namespace {

constexpr std::array needed_commands{
    "guest-exec",
    "guest-exec-status",
    "guest-file-open",
    "guest-file-read",
    "guest-file-write",
    "guest-file-close",
};

constexpr std::array in_memory{"/run", "/tmp", "/var/tmp", "/root"};
constexpr std::array on_disk{"/var/tmp", "/root", "/tmp", "/run"};
/// Limit for files in memory, because a machine may have little.
constexpr std::size_t most_in_memory = std::size_t{4} << 20U;

/// $1 leads the group where the guest has setsid. dash takes a negative number only after "-s KILL --".
constexpr const char* kill_group_script = R"sh(kill -s KILL -- "-$1" 2>/dev/null || kill -s KILL "$1")sh";

/// JSON carries text, and a zero ends an argument.
void require_text(const GuestCommand& command) {
    for (const auto* words : {&command.argv, &command.environment}) {
        for (const auto& word : *words) {
            if (!is_utf8(word) || word.find('\0') != std::string::npos) {
                throw UsageError(
                    "\"{}\" is not UTF-8 text, and the agent accepts only UTF-8 (stdin accepts any bytes)",
                    sanitize_line(word, 60));
            }
        }
    }
}

/// For clean-up while another exception is being handled.
template <typename Action>
void attempt(const Action& action) {
    try {
        action();
    } catch (const AgentError&) {
        // The agent does not answer this either.
    }
}

/// The minimum and maximum time of one poll of a process, and the time for which polls may fail in a row.
constexpr Seconds answer_patience{5};
constexpr Seconds longest_answer{10};
constexpr Seconds silence_patience{30};
/// For crocum's own commands, which end at once.
const Pace brisk(Milliseconds(10), Milliseconds(50));

} // namespace

Guest::Guest(std::string name, std::unique_ptr<AgentChannel> channel)
    : name_(std::move(name)), agent_(std::move(channel)) {}

Guest::~Guest() {
    renew_scratch();
    if (!earlier_scratch_.empty()) {
        discard(earlier_scratch_);
    }
}

void Guest::renew_scratch() {
    for (auto& [room, folder] : scratch_) {
        earlier_scratch_.push_back(std::move(folder));
    }
    scratch_.clear();
}

void Guest::discard(const std::vector<std::string>& paths) {
    const bool before = std::exchange(cleaning_, true);
    try {
        const Deadline deadline(Seconds(10));
        Agent::Exec remove{"/bin/rm", {"-rf", "--"}, GuestCommand::plain_environment(), ""};
        remove.arguments.insert(remove.arguments.end(), paths.begin(), paths.end());
        const auto pid = agent_.exec(remove, deadline);
        static_cast<void>(wait(pid, deadline, brisk));
    } catch (const std::exception&) {
        // Without the agent nothing can be cleaned up.
    }
    cleaning_ = before;
}

void Guest::require_commands(Deadline deadline) {
    const auto enabled = agent_.enabled_commands(deadline);
    std::vector<std::string> missing;
    for (const auto* command : needed_commands) {
        if (enabled.count(command) == 0) {
            missing.emplace_back(command);
        }
    }
    if (!missing.empty()) {
        throw with_hint(
            AgentError(AgentFault::disabled, "the agent of {} does not allow {}", name_, join(missing, ", ")),
            "Allow the commands in the image: BLACKLIST_RPC or FILTER_RPC_ARGS in /etc/sysconfig/qemu-ga (Red Hat, "
            "SUSE), "
            "/etc/qemu/qemu-ga.conf elsewhere");
    }
}

GuestResult Guest::exec(const GuestCommand& command) {
    const auto started = start(command, Deadline(command.upload_timeout));
    const Deadline deadline(command.timeout);
    GuestResult result;
    CommandOutput output(agent_, command, result, started.out, started.err);
    const auto look = [&] {
        const bool progress = output.look();
        result.stopped = (command.stop_at_limit && output.over_limit()) || (command.enough && command.enough());
        if (result.stopped) {
            return Look::enough;
        }
        if (command.ending && command.ending()) {
            return Look::ending;
        }
        return progress ? Look::progress : Look::nothing;
    };
    const Pace pace(command.first_look, command.busy_look);
    Agent::Status status;
    try {
        status = wait(started.pid, deadline, pace, look);
    } catch (const Interrupted&) {
        cleaning_ = true;
        attempt([&] { kill_group(started.pid); });
        throw;
    } catch (const AgentError& error) {
        if (error.fault == AgentFault::restarted) {
            // Its output until then is complete, and counts. Its pid may belong to another process now.
            attempt([&] { output.read_rest(); });
        } else {
            // Only with an agent that still knows the process, because after a reboot another process has its pid.
            attempt([&] {
                if (!agent_.exec_status(started.pid, Deadline(answer_patience)).exited) {
                    kill_group(started.pid);
                }
            });
        }
        throw;
    }
    if (!status.exited) {
        result.timed_out = !result.stopped;
        attempt([&] {
            kill_group(started.pid);
            status = wait(started.pid, Deadline(Seconds(5)), pace, [&] {
                return output.look() ? Look::progress : Look::nothing;
            });
        });
    }
    if (status.status == 126 && files_differ(started)) {
        throw Error("files for {} did not arrive as they were sent (or it has no sha256sum)", name_);
    }
    result.status = status.status;
    result.signal = status.signal;
    if (command.output_limit > 0) {
        output.read_rest();
    }
    result.over_limit = output.over_limit();
    return result;
}

void Guest::upload(const std::string& path, std::string_view content, Deadline deadline) {
    AgentFile file(agent_, path, "w", deadline);
    file.write(content, deadline);
    file.close(deadline);
}

Guest::Started Guest::start(const GuestCommand& command, Deadline deadline) {
    require_text(command);
    const auto base = fmt::format("{}/{}", scratch(deadline), ++started_);
    Started started{0, base + ".out", base + ".err"};
    auto files = command.files;
    std::string input = command.input;
    std::string input_file;
    if (input.size() > Agent::write_chunk) {
        const auto room = input.size() > most_in_memory ? Room::disk : Room::memory;
        input_file = fmt::format("{}/{}.in", scratch(deadline, room), started_);
        files.push_back({input_file, command.input});
        input.clear();
    }
    for (const auto& file : files) {
        upload(file.path, file.content, deadline);
    }
    std::vector<std::string> arguments{started.out, started.err, input_file, command.directory};
    arguments.insert(arguments.end(), command.argv.begin(), command.argv.end());
    started.pid = start_shell(launch_script(files), arguments, command.environment, std::move(input), deadline);
    return started;
}

std::int64_t Guest::start_shell(
    const std::string& script,
    const std::vector<std::string>& arguments,
    const std::vector<std::string>& environment,
    std::string input,
    Deadline deadline) {
    Agent::Exec shell{"/bin/sh", {"-c", script, "crocum"}, environment, std::move(input)};
    shell.arguments.insert(shell.arguments.end(), arguments.begin(), arguments.end());
    try {
        return agent_.exec(shell, deadline);
    } catch (const AgentError& error) {
        if (error.fault == AgentFault::refused) {
            throw AgentError(AgentFault::refused, "{} cannot start /bin/sh: {}", name_, error.what());
        }
        throw;
    }
}

bool Guest::files_differ(const Started& started) {
    try {
        const Deadline deadline(answer_patience);
        AgentFile(agent_, started.err + ".differ", "r", deadline).close(deadline);
        return true;
    } catch (const AgentError& error) {
        if (error.fault == AgentFault::refused) {
            return false;
        }
        throw;
    }
}

Agent::Status Guest::wait(std::int64_t pid, Deadline deadline, Pace pace, const std::function<Look()>& look) {
    Deadline silence(silence_patience);
    while (true) {
        Agent::Status status;
        try {
            // A poll has a minimum time of its own, also when less is left until the deadline: an interrupted poll
            // would be taken for a silent agent.
            status = agent_.exec_status(
                pid, Deadline(std::clamp<Clock::duration>(deadline.left(), answer_patience, longest_answer)));
            const auto found = look ? look() : Look::nothing;
            if (found == Look::enough) {
                return status;
            }
            if (found == Look::progress) {
                pace.progress();
            } else if (found == Look::ending) {
                pace = brisk;
            }
            silence = Deadline(silence_patience);
        } catch (const AgentError& error) {
            if (error.fault == AgentFault::refused) {
                throw AgentError(
                    AgentFault::restarted,
                    "the agent of {} (or the machine) was restarted while a command ran, and does not know the command "
                    "any more",
                    name_);
            }
            // On a busy host an agent can be silent for a while, and the started command continues.
            if (!is_transient(error.fault) || cleaning_ || silence.passed() || deadline.passed()) {
                throw;
            }
        }
        if (status.exited || deadline.passed()) {
            return status;
        }
        pace.pause(deadline);
        if (!cleaning_) {
            check_interrupt();
        }
    }
}

Agent::Status Guest::run_script(
    const std::string& script, const std::vector<std::string>& arguments, Deadline deadline) {
    return wait(start_shell(script, arguments, GuestCommand::plain_environment(), "", deadline), deadline, brisk);
}

void Guest::kill_group(std::int64_t pid) {
    static_cast<void>(run_script(kill_group_script, {std::to_string(pid)}, Deadline(Seconds(10))));
}

const std::string& Guest::scratch(Deadline deadline, Room room) {
    if (const auto made = scratch_.find(room); made != scratch_.end()) {
        return made->second;
    }
    const auto folder = "/crocum-" + random_hex(8);
    const auto& places = room == Room::memory ? in_memory : on_disk;
    for (const auto* place : places) {
        const auto path = place + folder;
        const auto pid =
            agent_.exec({"/bin/mkdir", {"-m", "700", path}, GuestCommand::plain_environment(), ""}, deadline);
        const auto made = wait(pid, deadline, brisk);
        if (made.exited && made.status == 0 && made.signal == 0) {
            return scratch_[room] = path;
        }
        if (made.signal != 0) {
            // GLib aborts a new process in which it cannot start the program.
            throw AgentError(
                AgentFault::refused,
                "{} cannot start /bin/mkdir, which a signal ended ({}): the machine may have no more processes or no "
                "memory left: end processes there, or restart it",
                name_,
                made.signal);
        }
    }
    throw Error(
        "cannot create a temporary folder on {} in {}{}",
        name_,
        join({places.begin(), places.end()}, ", "),
        why_not_writable(places.front() + folder, deadline));
}

std::string Guest::why_not_writable(const std::string& file, Deadline deadline) {
    constexpr std::size_t pages = 8192; // An empty file, or a little more in one, can have room.
    try {
        AgentFile probe(agent_, file, "w", deadline);
        probe.write(std::string(pages, '\n'), deadline);
        probe.close(deadline);
        static_cast<void>(agent_.exec({"/bin/rm", {"-f", file}, GuestCommand::plain_environment(), ""}, deadline));
        return "";
    } catch (const AgentError& error) {
        if (error.fault != AgentFault::refused) {
            throw;
        }
        return std::string(": ") + error.what();
    }
}

} // namespace crocum
