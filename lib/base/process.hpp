#pragma once

#include "lib/base/clock.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// A child process to run. Never a shell: argv is passed as it is.
struct ProcessSpec {
    std::vector<std::string> argv;                       ///< argv[0] is looked up on PATH
    std::optional<std::vector<std::string>> environment; ///< NAME=value each; inherited when absent
    std::filesystem::path directory;                     ///< working directory; inherited when empty
    std::string input;                                   ///< given on stdin; /dev/null when empty
    /// stdout and stderr go here (appended, mode 0600) instead of being captured. A child with its output in a file
    /// outlives a killed crocum; one with a pipe dies at its next write.
    std::filesystem::path stdout_file;
    std::filesystem::path stderr_file;
    std::vector<int> inherit; ///< descriptors that stay open in the child under the same number
    std::size_t capture_limit = std::size_t{8} << 20U; ///< bytes kept per stream; the rest is read and dropped
    std::optional<Deadline> deadline;                  ///< at this time the child's process group is killed
    /// When this time has come, the child's group gets SIGINT, and SIGKILL when the child has not ended after `grace`.
    std::optional<Deadline> soft_deadline;
    Milliseconds grace = Seconds(10);
    /// Called several times a second while the child runs. When it throws, the child gets SIGINT, and SIGKILL when it
    /// has not ended after `grace`; only then the exception leaves run().
    std::function<void()> on_tick;
};

/// How a child ended. A status other than 0 is data, not an error.
struct ProcessResult {
    int status = 0;         ///< exit status; meaningless when signal is set
    int signal = 0;         ///< the signal that ended it, or 0
    bool timed_out = false; ///< a deadline passed before it ended
    bool truncated = false; ///< more than capture_limit arrived
    std::string out;
    std::string err;

    [[nodiscard]] bool ok() const { return status == 0 && signal == 0 && !timed_out; }

    /// "exit status 1", "killed by signal 9", "timed out"
    [[nodiscard]] std::string outcome() const;
};

/// Runs a child in its own process group and waits for it. On the first interruption the group gets one SIGINT, and
/// run() waits until the child has ended (Terraform saves its state); then it throws Interrupted. The child has ended
/// when run() returns or throws. Throws Error when the program is missing or cannot be started.
[[nodiscard]] ProcessResult run(const ProcessSpec& spec);

/// The absolute path of a program on PATH, or nothing.
[[nodiscard]] std::optional<std::filesystem::path> find_program(const std::string& name);

} // namespace crocum
