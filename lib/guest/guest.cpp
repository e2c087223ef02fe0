#include "lib/guest/guest.hpp"

#include "lib/base/digest.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"

#include <poll.h>

#include <algorithm>
#include <array>

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

/// Waits between two looks at a process. Each look is work for the guest too (every 5 ms doubles a suite's time), so
/// they grow apart, and come nearer again when something happens.
class Pace {
public:
    void progress() { next_ = std::min(next_, after_progress); }

    /// Sleeps; an interruption ends the sleep early.
    void pause(Deadline deadline) {
        pollfd interrupt{interrupt_signal() == 0 ? interrupt_fd() : -1, POLLIN, 0};
        ::poll(&interrupt, 1, static_cast<int>(std::min(next_, deadline.left()).count()));
        next_ = std::min(next_ * 3 / 2, longest);
    }

private:
    static constexpr Milliseconds shortest{10};
    static constexpr Milliseconds after_progress{50};
    static constexpr Milliseconds longest{250};
    Milliseconds next_ = shortest;
};

/// $1 stdout, $2 stderr, $3 directory, the rest is the command. The process leads a session of its own where the guest
/// has setsid, so that its pid is the group that a deadline kills. A missing directory is 125, a missing program 127.
constexpr const char* launch = R"sh(
umask 077
exec >"$1" 2>"$2" || exit 126
cd -- "$3" || exit 125
shift 3
umask 022
if command -v setsid >/dev/null 2>&1; then exec setsid -- "$@"; fi
exec "$@"
)sh";

/// The same with stdin from the file $1.
constexpr const char* launch_with_input = R"sh(exec <"$1" || exit 126; shift; )sh";

/// $1 is the folder's name; prints where it could be made.
constexpr const char* make_scratch = R"sh(
umask 077
for base in /run /tmp /var/tmp /root; do
    mkdir "$base/$1" 2>/dev/null && exit 0
done
exit 1
)sh";

constexpr std::array scratch_bases{"/run/", "/tmp/", "/var/tmp/", "/root/"};

/// Arguments in fours: digest, uploaded file, mode, target.
constexpr const char* finish_put = R"sh(
while [ $# -gt 0 ]; do
    printf '%s  %s\n' "$1" "$2" | sha256sum -c >/dev/null 2>&1 || { echo "$4 did not arrive whole"; exit 1; }
    chmod "$3" "$2" && mv -f -- "$2" "$4" || exit 1
    shift 4
done
)sh";

/// $1 leads the group where the guest has setsid. dash takes a negative number only after "-s KILL --".
constexpr const char* kill_group_script = R"sh(kill -s KILL -- "-$1" 2>/dev/null || kill -s KILL "$1")sh";

std::string octal(int mode) {
    return fmt::format("{:04o}", mode);
}

} // namespace

std::vector<std::string> GuestCommand::plain_environment() {
    return {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME=/root",
        "LANG=C.UTF-8",
    };
}

std::string GuestResult::outcome() const {
    if (timed_out) {
        return "timed out";
    }
    return signal != 0 ? fmt::format("killed by signal {}", signal) : fmt::format("exit status {}", status);
}

Guest::Guest(std::string name, std::unique_ptr<AgentChannel> channel)
    : name_(std::move(name)), agent_(std::move(channel)) {}

Guest::~Guest() {
    if (scratch_.empty()) {
        return;
    }
    cleaning_ = true;
    try {
        const Deadline deadline(Seconds(10));
        const auto pid = agent_.exec({"/bin/rm", {"-rf", scratch_}, GuestCommand::plain_environment(), ""}, deadline);
        static_cast<void>(wait(pid, deadline, {}));
    } catch (const std::exception&) {
        // The agent is gone; so is the way to clean up.
    }
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
            "Allow it in the image: BLACKLIST_RPC or FILTER_RPC_ARGS in /etc/sysconfig/qemu-ga (Red Hat, SUSE), "
            "/etc/qemu/qemu-ga.conf elsewhere");
    }
}

GuestResult Guest::exec(const GuestCommand& command, const std::function<bool()>& on_wait) {
    const Deadline deadline(command.timeout);
    const auto started = start(command, deadline);
    GuestResult result;
    Tail out(*this, started.out, command.output_limit);
    Tail err(*this, started.err, command.output_limit);
    const auto look = [&] {
        bool progress = on_wait && on_wait();
        progress = (command.on_out && out.drain(command.on_out)) || progress;
        return (command.on_err && err.drain(command.on_err)) || progress;
    };
    Agent::Status status;
    try {
        status = wait(started.pid, deadline, look);
    } catch (const Interrupted&) {
        cleaning_ = true;
        kill_group(started.pid);
        throw;
    }
    if (!status.exited) {
        result.timed_out = true;
        kill_group(started.pid);
        status = wait(started.pid, Deadline(Seconds(5)), look);
    }
    result.status = status.status;
    result.signal = status.signal;
    const auto keep = [](std::string& text) { return [&text](std::string_view bytes) { text += bytes; }; };
    out.drain(command.on_out ? command.on_out : keep(result.out));
    err.drain(command.on_err ? command.on_err : keep(result.err));
    result.truncated = out.over_limit() || err.over_limit();
    return result;
}

Guest::Started Guest::start(const GuestCommand& command, Deadline deadline) {
    const auto base = fmt::format("{}/{}", scratch(deadline), ++started_);
    Started started{0, base + ".out", base + ".err"};
    std::string script = launch;
    std::vector<std::string> arguments{"-c", "", "crocum"};
    std::string input = command.input;
    if (input.size() > Agent::write_chunk) {
        const auto file = base + ".in";
        const auto handle = agent_.open(file, "w", deadline);
        agent_.write(handle, input, deadline);
        agent_.close(handle, deadline);
        script = launch_with_input + script;
        arguments.push_back(file);
        input.clear();
    }
    arguments[1] = script;
    arguments.insert(arguments.end(), {started.out, started.err, command.directory});
    arguments.insert(arguments.end(), command.argv.begin(), command.argv.end());
    started.pid = agent_.exec({"/bin/sh", std::move(arguments), command.environment, std::move(input)}, deadline);
    return started;
}

Agent::Status Guest::wait(std::int64_t pid, Deadline deadline, const std::function<bool()>& on_wait) {
    Pace pace;
    while (true) {
        // A look that is under way when time is up may still bring the end, so it gets a moment of its own.
        const auto status = agent_.exec_status(pid, deadline.passed() ? Deadline(Seconds(5)) : deadline);
        if (on_wait && on_wait()) {
            pace.progress();
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

void Guest::kill_group(std::int64_t pid) {
    const Deadline deadline(Seconds(10));
    const auto target = std::to_string(pid);
    const auto killer = agent_.exec(
        {"/bin/sh", {"-c", kill_group_script, "crocum", target}, GuestCommand::plain_environment(), ""}, deadline);
    static_cast<void>(wait(killer, deadline, {}));
}

void Guest::put(const std::vector<GuestFile>& files, Deadline deadline) {
    GuestCommand finish;
    finish.argv = {"/bin/sh", "-c", finish_put, "crocum"};
    for (const auto& file : files) {
        // Beside the target, so that the rename cannot cross file systems.
        const auto upload = file.path + ".crocum-" + random_hex(4);
        const auto handle = agent_.open(upload, "w", deadline);
        agent_.write(handle, file.content, deadline);
        agent_.close(handle, deadline);
        finish.argv.insert(finish.argv.end(), {sha256(file.content), upload, octal(file.mode), file.path});
    }
    finish.timeout = std::max(Seconds(1), std::chrono::ceil<Seconds>(deadline.left()));
    if (const auto result = exec(finish); !result.ok()) {
        throw Error(
            "could not write into {}: {} {}{}",
            name_,
            result.outcome(),
            sanitize_line(result.out),
            sanitize_line(result.err));
    }
}

std::string Guest::get(const std::string& path, std::size_t limit, Deadline deadline) {
    const auto handle = agent_.open(path, "r", deadline);
    std::string content;
    while (true) {
        const auto chunk = agent_.read(handle, deadline);
        content += chunk;
        if (chunk.empty() || content.size() > limit) {
            break;
        }
    }
    agent_.close(handle, deadline);
    if (content.size() > limit) {
        throw Error("{} on {} is larger than {} bytes", sanitize_line(path), name_, limit);
    }
    return content;
}

const std::string& Guest::scratch(Deadline deadline) {
    if (!scratch_.empty()) {
        return scratch_;
    }
    const auto folder = "crocum-" + random_hex(8);
    const auto environment = GuestCommand::plain_environment();
    const auto pid = agent_.exec({"/bin/sh", {"-c", make_scratch, "crocum", folder}, environment, ""}, deadline);
    const auto status = wait(pid, deadline, {});
    if (!status.exited || status.status != 0 || status.signal != 0) {
        throw Error("cannot make a temporary folder on {}: /run, /tmp, /var/tmp and /root all refuse one", name_);
    }
    // The script does not say where it succeeded: a name chosen here and tried here needs no word from the guest.
    for (const auto* base : scratch_bases) {
        const auto candidate = base + folder;
        try {
            const auto probe = candidate + "/made";
            agent_.close(agent_.open(probe, "w", deadline), deadline);
            return scratch_ = candidate;
        } catch (const AgentError& error) {
            if (error.fault != AgentFault::refused) {
                throw;
            }
        }
    }
    throw AgentError(AgentFault::tampered, "{} made a temporary folder that cannot be opened", name_);
}

Tail::Tail(Guest& guest, std::string path, std::size_t limit) : guest_(guest), path_(std::move(path)), left_(limit) {}

Tail::~Tail() {
    try {
        if (handle_) {
            guest_.agent_.close(*handle_, Deadline(Seconds(5)));
        }
    } catch (const std::exception&) {
        // An agent that is gone has closed its files.
    }
}

std::string Tail::read(Deadline deadline) {
    if (!handle_) {
        try {
            handle_ = guest_.agent_.open(path_, "r", deadline);
        } catch (const AgentError& error) {
            if (error.fault == AgentFault::refused) {
                return {};
            }
            throw;
        }
    }
    if (over_limit_) {
        return {};
    }
    auto bytes = guest_.agent_.read(*handle_, deadline);
    if (bytes.size() > left_) {
        over_limit_ = true;
        bytes.resize(left_);
    }
    left_ -= bytes.size();
    return bytes;
}

bool Tail::drain(const std::function<void(std::string_view)>& take) {
    bool any = false;
    while (true) {
        const auto bytes = read(Deadline(Agent::patience));
        if (bytes.empty()) {
            return any;
        }
        take(bytes);
        any = true;
    }
}

} // namespace crocum
