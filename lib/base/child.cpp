#include "lib/base/child.hpp"

#include "lib/base/system.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

// glibc 2.36's header lacks the linkage.
extern "C" {
#include <sys/pidfd.h>
}

extern char** environ;

namespace crocum {

namespace {

constexpr int reap_interval = 50; // milliseconds

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

} // namespace

Child::Child(const ProcessSpec& spec) : grace_(spec.grace) {
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

Child::~Child() {
    if (exited_) {
        return;
    }
    ask_to_end();
    const Deadline deadline(grace_);
    while (!reap() && !deadline.passed()) {
        pollfd end{pidfd.get(), POLLIN, 0};
        ::poll(&end, 1, reap_interval);
    }
    if (!exited_) {
        kill();
        ::waitid(P_PID, static_cast<id_t>(pid_), &end_, WEXITED);
    }
}

void Child::ask_to_end() {
    if (!asked_) {
        asked_ = true;
        ::kill(-pid_, SIGINT);
    }
}

void Child::kill() const {
    ::kill(-pid_, SIGKILL);
}

bool Child::reap() {
    siginfo_t end{};
    if (!exited_ && ::waitid(P_PID, static_cast<id_t>(pid_), &end, WEXITED | WNOHANG) == 0 && end.si_pid == pid_) {
        end_ = end;
        exited_ = true;
    }
    return exited_;
}

} // namespace crocum
