#include "lib/base/process.hpp"

#include "lib/base/fd.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/system.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <utility>

// glibc 2.36's header lacks the linkage.
extern "C" {
#include <sys/pidfd.h>
}

extern char** environ;

namespace crocum {

namespace {

constexpr int tick_ms = 50;

struct Pipe {
    Fd read;
    Fd write;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw system_error("cannot create a pipe");
    }
    return {Fd(ends[0]), Fd(ends[1])};
}

/// posix_spawn's two opaque structs, with their clean-up.
class SpawnPlan {
public:
    SpawnPlan() {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigset_t defaults;
        ::sigemptyset(&none);
        ::sigemptyset(&defaults);
        for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) {
            ::sigaddset(&defaults, signal);
        }
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &defaults);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(
            &attributes_, static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
    }

    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    ~SpawnPlan() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    void open(int fd, const char* path, int flags) {
        ::posix_spawn_file_actions_addopen(&actions_, fd, path, flags, 0600);
    }

    void dup(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }

    void chdir(const char* path) { ::posix_spawn_file_actions_addchdir_np(&actions_, path); }

    pid_t spawn(const std::vector<char*>& argv, char* const* environment) {
        pid_t pid = 0;
        errno = ::posix_spawnp(&pid, argv[0], &actions_, &attributes_, argv.data(), environment);
        if (errno != 0) {
            throw system_error("cannot start {}", argv[0]);
        }
        return pid;
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

std::vector<char*> pointers(const std::vector<std::string>& strings) {
    std::vector<char*> result;
    result.reserve(strings.size() + 1);
    for (const auto& text : strings) {
        result.push_back(const_cast<char*>(text.c_str()));
    }
    result.push_back(nullptr);
    return result;
}

void keep(std::string& kept, std::string_view chunk, std::size_t limit, bool& truncated) {
    const auto room = limit - std::min(limit, kept.size());
    truncated = truncated || chunk.size() > room;
    kept.append(chunk.substr(0, room));
}

/// Reads what is there; closes at the end of the stream. Returns how many bytes came.
std::size_t drain(Fd& fd, std::string& kept, std::size_t limit, bool& truncated) {
    std::array<char, 65536> buffer{};
    const auto count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count > 0) {
        keep(kept, {buffer.data(), static_cast<std::size_t>(count)}, limit, truncated);
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
        fd.reset();
    }
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

/// Reads the child's remaining output from the pipe. It does not wait for a grandchild that holds the other end, and
/// does not read for ever when the grandchild keeps writing: the child's own output is at most what a pipe holds.
void drain_rest(Fd& fd, std::string& kept, std::size_t limit, bool& truncated) {
    constexpr Seconds patience{1};
    const Deadline deadline(patience);
    const int holds = ::fcntl(fd.get(), F_GETPIPE_SZ);
    pollfd ready{fd.get(), POLLIN, 0};
    for (std::size_t read = 0; fd && std::cmp_less(read, holds) && !deadline.passed() && ::poll(&ready, 1, 0) == 1;) {
        read += drain(fd, kept, limit, truncated);
    }
}

void feed(Fd& fd, std::string_view input, std::size_t& sent) {
    const auto count = ::write(fd.get(), input.data() + sent, input.size() - sent);
    if (count > 0) {
        sent += static_cast<std::size_t>(count);
    } else if (count < 0 && errno != EINTR && errno != EAGAIN) {
        sent = input.size(); // The child reads no more.
    }
    if (sent == input.size()) {
        fd.reset();
    }
}

/// A child with its pidfd and its pipes. The destructor waits until the child has ended.
class Child {
public:
    explicit Child(const ProcessSpec& spec) : grace_(spec.grace) {
        SpawnPlan plan;
        Pipe to_child;
        Pipe from_stdout;
        Pipe from_stderr;
        if (spec.input.empty()) {
            plan.open(STDIN_FILENO, "/dev/null", O_RDONLY);
        } else {
            to_child = make_pipe();
            plan.dup(to_child.read.get(), STDIN_FILENO);
        }
        const auto route = [&plan](const std::filesystem::path& file, Pipe& pipe, int fd) {
            if (file.empty()) {
                pipe = make_pipe();
                plan.dup(pipe.write.get(), fd);
            } else {
                plan.open(fd, file.c_str(), O_WRONLY | O_CREAT | O_APPEND);
            }
        };
        route(spec.stdout_file, from_stdout, STDOUT_FILENO);
        route(spec.stderr_file, from_stderr, STDERR_FILENO);
        for (const int fd : spec.inherit) {
            plan.dup(fd, fd); // Onto itself: posix_spawn then clears close-on-exec.
        }
        if (!spec.directory.empty()) {
            plan.chdir(spec.directory.c_str());
        }
        in = std::move(to_child.write);
        out = std::move(from_stdout.read);
        err = std::move(from_stderr.read);
        const auto argv = pointers(spec.argv);
        if (spec.environment) {
            pid_ = plan.spawn(argv, pointers(*spec.environment).data());
        } else {
            pid_ = plan.spawn(argv, environ);
        }
        pidfd = Fd(::pidfd_open(pid_, 0));
        if (in) {
            ::fcntl(in.get(), F_SETFL, O_NONBLOCK);
        }
    }

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    ~Child() {
        if (exited_) {
            return;
        }
        ask_to_end();
        const Deadline deadline(grace_);
        while (!reap() && !deadline.passed()) {
            pollfd end{pidfd.get(), POLLIN, 0};
            ::poll(&end, 1, tick_ms);
        }
        if (!exited_) {
            kill();
            ::waitid(P_PID, static_cast<id_t>(pid_), &end_, WEXITED);
        }
    }

    /// SIGINT for the group, once: after a second SIGINT Terraform exits without saving its state.
    void ask_to_end() {
        if (!asked_) {
            asked_ = true;
            ::kill(-pid_, SIGINT);
        }
    }

    void kill() const { ::kill(-pid_, SIGKILL); }

    /// Whether it has ended.
    bool reap() {
        siginfo_t end{};
        if (!exited_ && ::waitid(P_PID, static_cast<id_t>(pid_), &end, WEXITED | WNOHANG) == 0 && end.si_pid == pid_) {
            end_ = end;
            exited_ = true;
        }
        return exited_;
    }

    [[nodiscard]] const siginfo_t& end() const { return end_; }

    Fd pidfd;
    Fd in;
    Fd out;
    Fd err;

private:
    pid_t pid_ = 0;
    Milliseconds grace_;
    bool asked_ = false;
    bool exited_ = false;
    siginfo_t end_{};
};

} // namespace

std::string ProcessResult::outcome() const {
    if (timed_out) {
        return "timed out";
    }
    return signal != 0 ? fmt::format("killed by signal {}", signal) : fmt::format("exit status {}", status);
}

ProcessResult run(const ProcessSpec& spec) {
    check_interrupt();
    Child child(spec);
    ProcessResult result;
    std::size_t sent = 0;
    bool interrupted = false;
    std::exception_ptr failure;
    std::optional<Deadline> kill_at = spec.deadline;
    const auto stop = [&] {
        child.ask_to_end();
        kill_at = kill_at ? kill_at->within(spec.grace) : Deadline(spec.grace);
    };

    // A grandchild can keep the pipes open longer; only the end of the child itself counts.
    while (!child.reap()) {
        const std::array<pollfd, 5> wanted{
            pollfd{child.pidfd.get(), POLLIN, 0},
            pollfd{child.out.get(), POLLIN, 0},
            pollfd{child.err.get(), POLLIN, 0},
            pollfd{child.in.get(), POLLOUT, 0},
            pollfd{interrupted ? -1 : interrupt_fd(), POLLIN, 0}};
        auto polled = wanted;
        ::poll(polled.data(), polled.size(), tick_ms);
        if (polled[1].revents != 0) {
            drain(child.out, result.out, spec.capture_limit, result.truncated);
        }
        if (polled[2].revents != 0) {
            drain(child.err, result.err, spec.capture_limit, result.truncated);
        }
        if (polled[3].revents != 0) {
            feed(child.in, spec.input, sent);
        }
        if (!interrupted && interrupt_signal() != 0) {
            interrupted = true;
            child.ask_to_end();
        }
        if (spec.soft_deadline && spec.soft_deadline->passed() && !result.timed_out) {
            result.timed_out = true;
            stop();
        }
        if (kill_at && kill_at->passed()) {
            result.timed_out = true;
            child.kill();
        }
        if (spec.on_tick && !failure) {
            try {
                spec.on_tick();
            } catch (...) {
                // The child would continue without crocum. Therefore it ends first, and then the exception reaches the
                // caller.
                failure = std::current_exception();
                stop();
            }
        }
    }
    drain_rest(child.out, result.out, spec.capture_limit, result.truncated);
    drain_rest(child.err, result.err, spec.capture_limit, result.truncated);
    if (interrupted) {
        throw Interrupted(interrupt_signal());
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    if (child.end().si_code == CLD_EXITED) {
        result.status = child.end().si_status;
    } else {
        result.signal = child.end().si_status;
    }
    return result;
}

std::optional<std::filesystem::path> find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        if (::access(name.c_str(), X_OK) == 0) {
            return std::filesystem::absolute(name);
        }
        return std::nullopt;
    }
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
    while (!rest.empty()) {
        const auto colon = std::min(rest.find(':'), rest.size());
        const auto candidate = std::filesystem::path(rest.substr(0, colon)) / name;
        if (candidate.is_absolute() && ::access(candidate.c_str(), X_OK) == 0 &&
            !std::filesystem::is_directory(candidate)) {
            return candidate;
        }
        rest.remove_prefix(std::min(colon + 1, rest.size()));
    }
    return std::nullopt;
}

} // namespace crocum
