#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/files.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace crocum {

/// A qemu-ga of this test's own. It lives in a mount namespace, where programs can be hidden from it and folders can be
/// small (a tmpfs of 1 MiB).
class RealAgent {
public:
    explicit RealAgent(std::vector<std::string> hidden = {}, std::vector<std::string> small = {})
        : hidden_(std::move(hidden)), small_(std::move(small)) {
        start();
    }

    RealAgent(const RealAgent&) = delete;
    RealAgent& operator=(const RealAgent&) = delete;

    ~RealAgent() { end(); }

    /// As when it dies and its supervisor starts it anew.
    void restart() {
        end();
        std::filesystem::remove(socket());
        start();
    }

    [[nodiscard]] std::string socket() const { return (folder_.path() / "qga.sock").string(); }

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

    void send(int signal) const { ::kill(pid_, signal); }

private:
    void start() {
        pid_ = ::fork();
        if (pid_ == 0) {
            // It must not outlive a test that dies: it holds the pipe that the runner reads to its end. (It dies with
            // the thread that started it.)
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            change_mounts();
            const auto state = folder_.path().string();
            const auto pid = state + "/pid";
            const auto log = state + "/log";
            const auto path = socket();
            const std::array<const char*, 12> argv{
                "qemu-ga",
                "-m",
                "unix-listen",
                "-p",
                path.c_str(),
                "-t",
                state.c_str(),
                "-f",
                pid.c_str(),
                "-l",
                log.c_str(),
                nullptr};
            ::execvp(argv[0], const_cast<char* const*>(argv.data()));
            ::_exit(127);
        }
        for (int i = 0; i < 500 && !std::filesystem::exists(socket()); ++i) {
            std::this_thread::sleep_for(Milliseconds(10));
        }
    }

    void change_mounts() const {
        if (hidden_.empty() && small_.empty()) {
            return;
        }
        if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
            ::_exit(126);
        }
        for (const auto& program : hidden_) {
            if (::mount("/dev/null", program.c_str(), nullptr, MS_BIND, nullptr) != 0) {
                ::_exit(126);
            }
        }
        for (const auto& folder : small_) {
            if (::mount("none", folder.c_str(), "tmpfs", 0, "size=1m") != 0) {
                ::_exit(126);
            }
        }
    }

    void end() const {
        // Never SIGTERM: qemu-ga's handler takes a lock that its main loop may hold at that moment, and then waits for
        // itself for ever.
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

    TemporaryFolder folder_;
    std::vector<std::string> hidden_;
    std::vector<std::string> small_;
    pid_t pid_ = 0;
};

} // namespace crocum
