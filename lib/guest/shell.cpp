#include "lib/guest/shell.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/guest/pace.hpp"
#include "lib/provider/machine_trouble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace crocum {

namespace {

/// $1: the prefix of the names of the FIFO and the files. A command arrives as a line with a word that is unique to
/// this command, its text, and the word again; its answer is stdout, "word status", stderr, "word end". Mostly
/// builtins, because a process costs an emulated guest 20 ms. An answer that cannot be written ends the shell, because
/// nobody would hear of the command.
constexpr const char* loop = R"sh(
umask 077
mkfifo "$1.in" || exit 1
exec <>"$1.in" >>"$1.out"
cd /root || cd /
while IFS= read -r crocum_word; do
    [ "$crocum_word" != exit ] || exit 0
    crocum_text=
    while IFS= read -r crocum_line && [ "$crocum_line" != "$crocum_word" ]; do
        crocum_text="$crocum_text$crocum_line
"
    done
    (umask 022; eval "$crocum_text") </dev/null 2>"$1.err"
    printf '\n%s %s\n' "$crocum_word" $? || exit 74
    [ ! -s "$1.err" ] || cat "$1.err" || exit 74
    printf '\n%s end\n' "$crocum_word" || exit 74
done
)sh";

/// When the guest has setsid, the shell is in a process group of its own, which can be killed; when it has timeout,
/// that ends the shell after $3 seconds. What all of these say, for example that they cannot fork, is in a file.
constexpr const char* begin = R"sh(
exec 2>"$1.log"
if command -v setsid >/dev/null 2>&1; then
    if command -v timeout >/dev/null 2>&1; then exec setsid timeout -s KILL "$3" /bin/sh -c "$2" crocum "$1"; fi
    exec setsid /bin/sh -c "$2" crocum "$1"
fi
exec /bin/sh -c "$2" crocum "$1"
)sh";

constexpr Seconds start_patience{15};
constexpr Seconds call_patience{10};
/// How long an agent may be silent during a command, which continues.
constexpr Seconds shell_patience{30};

/// The status of a shell that could not write an answer: EX_IOERR of sysexits.h.
constexpr int cannot_answer = 74;

/// A FIFO holds 64 KiB, and the agent does not wait when it is full.
constexpr std::size_t longest_command = 48000;

/// How long a command may print nothing before crocum checks that the shell still runs.
constexpr Seconds look_at_shell{1};

} // namespace

GuestShell::Running::Running(Agent& agent, std::int64_t shell, std::string files, Deadline deadline)
    : pid(shell),
      base(std::move(
          files)), // Opened for reading and writing: the agent would block when opening it in one direction only.
      in(agent, base + ".in", "r+", deadline), out(agent, base + ".out", "r", deadline) {}

GuestShell::~GuestShell() {
    if (!running_) {
        return;
    }
    try {
        // Cheaper than a kill, which needs a process.
        const Deadline deadline(call_patience);
        running_->in.write("exit\n", deadline);
        running_->in.flush(deadline);
    } catch (const std::exception&) {
        // Without the agent the shell cannot be ended.
    }
}

void GuestShell::prepare() {
    if (!running_) {
        start();
    }
}

void GuestShell::start() {
    const Deadline deadline(start_patience);
    auto& agent = guest_.agent();
    if (started_ > 0) {
        guest_.renew_scratch();
    }
    const auto base = fmt::format("{}/shell{}", guest_.scratch(deadline), ++started_);
    const auto pid = agent.exec(
        {"/bin/sh",
         {"-c", begin, "crocum", base, loop, std::to_string(longest_life_.count())},
         GuestCommand::plain_environment(),
         ""},
        deadline);
    Deadline unheard(look_at_shell);
    while (true) {
        try {
            running_.emplace(agent, pid, base, deadline);
            return;
        } catch (const AgentError& error) {
            // The file does not exist yet.
            if (error.fault != AgentFault::refused || deadline.passed()) {
                throw;
            }
        }
        if (unheard.passed()) {
            if (const auto status = agent.exec_status(pid, deadline); status.exited) {
                throw early_end(base, status, "before a command ran in it");
            }
            unheard = Deadline(look_at_shell);
        }
        Pace(Milliseconds(10), Milliseconds(10)).pause(deadline);
        check_interrupt();
    }
}

void GuestShell::drop() noexcept {
    if (!running_) {
        return;
    }
    try {
        // Only with an agent that knows the shell: after a reboot another process can have its pid.
        static_cast<void>(has_ended());
        guest_.kill_group(running_->pid);
    } catch (const std::exception&) {
        // Without the agent nothing can be ended.
    }
    running_.reset();
}

bool GuestShell::is_forgotten() noexcept {
    try {
        static_cast<void>(has_ended());
    } catch (const AgentError& error) {
        return error.fault == AgentFault::refused;
    } catch (const std::exception&) {
        // Interrupted.
    }
    return false;
}

bool GuestShell::has_ended() {
    if (!running_->ended) {
        if (const auto status = guest_.agent().exec_status(running_->pid, Deadline(call_patience)); status.exited) {
            running_->ended = status;
        }
    }
    return running_->ended.has_value();
}

AgentError GuestShell::early_end(const std::string& base, const Agent::Status& status, const char* when) {
    constexpr std::size_t most_log = std::size_t{64} << 10U;
    std::string why;
    try {
        const auto log = lines(sanitize(guest_.get(base + ".log", most_log, Deadline(call_patience))));
        // The other lines say how commands ended, for example "Killed".
        const auto known =
            std::find_if(log.rbegin(), log.rend(), [](const auto& line) { return !machine_trouble(line).empty(); });
        if (known != log.rend()) {
            why = ": " + explain_trouble(sanitize_line(*known, 200));
        } else if (status.status == cannot_answer) {
            why = guest_.why_not_writable(base + ".try", Deadline(call_patience));
        }
    } catch (const Error&) {
        // The cause stays unknown.
    }
    return AgentError(
        why.empty() ? AgentFault::transport : AgentFault::refused,
        "the shell in {} ended {}{}",
        guest_.name(),
        when,
        why);
}

std::string GuestShell::answer(const std::string& end, Deadline deadline, const std::function<bool()>& cancelled) {
    std::string bytes;
    Pace pace(Milliseconds(5), Milliseconds(20));
    Deadline silence(shell_patience);
    Deadline unheard(look_at_shell);
    while (!deadline.passed() && !(cancelled && cancelled())) {
        pace.pause(deadline);
        check_interrupt();
        bool ended = false;
        try {
            const auto more = running_->out.read(Deadline(call_patience));
            silence = Deadline(shell_patience);
            bytes += more;
            running_->taken += more.size();
            if (!more.empty()) {
                pace.progress();
                unheard = Deadline(look_at_shell);
            }
            if (unheard.passed()) {
                ended = has_ended();
                unheard = Deadline(look_at_shell);
            }
        } catch (const AgentError& error) {
            if (!is_transient(error.fault) || silence.passed()) {
                throw;
            }
        }
        if (bytes.ends_with(end)) {
            return bytes;
        }
        if (ended) {
            throw early_end(running_->base, *running_->ended, "while a command ran in it");
        }
        if (bytes.size() > most_output) {
            throw AgentError(AgentFault::tampered, "a command printed more than {} MiB", most_output >> 20U);
        }
    }
    return {};
}

std::string GuestShell::as_file(const std::string& command) {
    const auto path = guest_.scratch(Deadline(call_patience)) + "/command";
    AgentFile file(guest_.agent(), path, "w", Deadline(call_patience));
    for (std::size_t at = 0; at < command.size(); at += longest_command) {
        file.write(std::string_view(command).substr(at, longest_command), Deadline(call_patience));
    }
    file.close(Deadline(call_patience));
    return ". " + path;
}

void GuestShell::send(const std::string& word, const std::string& command) {
    if (running_ && running_->taken > most_output) {
        drop(); // Its output would fill the guest's disk.
    }
    const bool was_running = running_.has_value();
    try {
        prepare();
        const auto text = command.size() > longest_command ? as_file(command) : command;
        running_->in.write(fmt::format("{0}\n{1}\n{0}\n", word, text), Deadline(call_patience));
    } catch (const AgentError& error) {
        // A refused write is provably no started command.
        if (error.fault != AgentFault::refused || !was_running || !is_forgotten()) {
            throw;
        }
        running_.reset();
        send(word, command);
        return;
    }
    running_->in.flush(Deadline(call_patience));
}

ShellResult GuestShell::run(const std::string& command, Deadline deadline, const std::function<bool()>& cancelled) {
    if (command.size() > most_command || command.find('\0') != std::string::npos) {
        throw Error("a command can have at most {} bytes, and no zero byte", most_command);
    }
    const auto word = random_hex(16);
    const auto end = fmt::format("\n{} end\n", word);
    std::string bytes;
    try {
        send(word, command);
        bytes = answer(end, deadline, cancelled);
    } catch (const AgentError& error) {
        if (error.fault == AgentFault::refused && running_ && is_forgotten()) {
            running_.reset();
            throw AgentError(
                AgentFault::restarted,
                "the agent of {} (or the machine) was restarted while a command ran",
                guest_.name());
        }
        drop();
        throw;
    } catch (const std::exception&) {
        drop();
        throw;
    }
    ShellResult result;
    if (bytes.empty()) {
        drop();
        result.timed_out = true;
        return result;
    }
    const auto mark = fmt::format("\n{} ", word);
    const auto at = bytes.find(mark);
    const auto number = std::min(at, bytes.size() - mark.size()) + mark.size();
    const auto line = std::min(bytes.find('\n', number), bytes.size());
    const auto [rest, failure] = std::from_chars(bytes.data() + number, bytes.data() + line, result.status);
    if (at == std::string::npos || line + 1 + end.size() > bytes.size() || failure != std::errc() ||
        rest != bytes.data() + line || result.status < 0 || result.status > 255) {
        drop();
        throw AgentError(AgentFault::tampered, "the shell in the machine sent an invalid answer");
    }
    result.out = bytes.substr(0, at);
    result.err = bytes.substr(line + 1, bytes.size() - end.size() - line - 1);
    return result;
}

} // namespace crocum
