#pragma once

#include "lib/guest/agent_file.hpp"
#include "lib/guest/guest.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace crocum {

/// What a command in a GuestShell came to.
struct ShellResult {
    int status = 0;         ///< 128+N when signal N ended it, as a shell tells it
    bool timed_out = false; ///< killed at its deadline, or because it was cancelled; there is no output then
    std::string out;
    std::string err;
};

/// One shell in a guest that takes command after command, from a FIFO, and answers into a file. A command costs two
/// agent calls to hand over and the looks until its answer is there, instead of a process of the agent's, its status
/// calls and three files: half the time of a guest-exec in an emulated guest. Each command runs in a subshell of its
/// own, as root, in /root, without stdin, in GuestCommand::plain_environment(). What a command leaves running in the
/// background and does not redirect goes on writing into the answers of the commands after it. Not thread-safe.
class GuestShell {
public:
    /// Bytes of stdout and stderr together that one command may print.
    static constexpr std::size_t most_output = std::size_t{4} << 20U;

    /// Starts nothing yet. The guest has to outlive this object.
    /// `longest_life`: after that time the guest ends it by itself (where it has timeout(1) and setsid(1)), for a
    /// crocum that was killed can end nothing.
    explicit GuestShell(Guest& guest, Seconds longest_life = std::chrono::hours(1))
        : guest_(guest), longest_life_(longest_life) {}

    GuestShell(const GuestShell&) = delete;
    GuestShell& operator=(const GuestShell&) = delete;
    /// Ends the shell, if the agent still answers.
    ~GuestShell();

    /// Starts the shell, so that the first command need not wait for it. Throws AgentError.
    void prepare();

    /// Runs a command (text for sh). A deadline, a true `cancelled` or an answer over the limit kills it with all that
    /// it has started; the next command gets a new shell. Throws AgentError (`tampered` for an answer over the limit or
    /// without sense), Error for a command that no FIFO takes, and Interrupted.
    [[nodiscard]] ShellResult run(
        const std::string& command, Deadline deadline, const std::function<bool()>& cancelled = {});

private:
    struct Running {
        Running(Agent& agent, std::int64_t shell, const std::string& base, Deadline deadline);

        std::int64_t pid;
        AgentFile in;
        AgentFile out;
        std::size_t taken = 0; ///< bytes read of `out` so far
    };

    void start();
    /// Ends the shell with all that it has started, as far as the agent is there for it.
    void drop() noexcept;
    /// Whether the shell has ended, which commands and students can bring about. Throws AgentError.
    [[nodiscard]] bool has_ended();
    [[nodiscard]] std::string answer(const std::string& end, Deadline deadline, const std::function<bool()>& cancelled);

    Guest& guest_;
    Seconds longest_life_;
    std::optional<Running> running_;
    unsigned started_ = 0;
};

} // namespace crocum
