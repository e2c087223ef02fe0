#pragma once

#include "lib/guest/agent_file.hpp"
#include "lib/guest/guest.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace crocum {

/// The result of a command in a GuestShell.
struct ShellResult {
    int status = 0;         ///< 128+N when signal N ended it, as in a shell
    bool timed_out = false; ///< killed at its deadline, or cancelled; without output
    std::string out;
    std::string err;
};

/// One shell in a guest that reads commands from a FIFO and writes answers to a file. A command costs two agent calls
/// and the polls until its answer arrives, instead of a process of the agent, its status calls and three files: half
/// the time of a guest-exec in an emulated guest. Each command runs in a subshell of its own, as root, in /root,
/// without stdin, in GuestCommand::plain_environment(). Background processes of a command whose output is not
/// redirected write into the answers of later commands. Not thread-safe.
class GuestShell {
public:
    /// Bytes of stdout and stderr together that one command may print.
    static constexpr std::size_t most_output = std::size_t{4} << 20U;

    /// Bytes of one command. In a machine, Linux allows no longer one either.
    static constexpr std::size_t most_command = std::size_t{128} << 10U;

    /// Does not start the shell yet. The guest has to outlive this object. `longest_life`: after this time the guest
    /// ends the shell by itself (when it has timeout(1) and setsid(1)), because a killed crocum cannot end it.
    explicit GuestShell(Guest& guest, Seconds longest_life = std::chrono::hours(1))
        : guest_(guest), longest_life_(longest_life) {}

    GuestShell(const GuestShell&) = delete;
    GuestShell& operator=(const GuestShell&) = delete;
    /// Ends the shell, if the agent still answers.
    ~GuestShell();

    /// Starts the shell, so that the first command need not wait for it. Throws AgentError.
    void prepare();

    /// Runs a command (text for sh). A deadline, a true `cancelled` or an answer over the limit kills the command with
    /// all its processes; the next command gets a new shell. Throws AgentError (`tampered` for an answer over the limit
    /// or an invalid one), Error for a command over the limit, and Interrupted.
    [[nodiscard]] ShellResult run(
        const std::string& command, Deadline deadline, const std::function<bool()>& cancelled = {});

private:
    struct Running {
        Running(Agent& agent, std::int64_t shell, std::string files, Deadline deadline);

        std::int64_t pid;
        std::string base; ///< of the names of its files
        AgentFile in;
        AgentFile out;
        std::size_t taken = 0;              ///< bytes read of `out` so far
        std::optional<Agent::Status> ended; ///< what the agent says once, and then forgets the shell
    };

    void start();
    /// Writes a command to the shell. An agent that was restarted knows the shell no more: it gets a new one.
    void send(const std::string& word, const std::string& command);
    /// Whether the agent (or the machine) was restarted since the shell was started. False for an agent that is silent.
    [[nodiscard]] bool is_forgotten() noexcept;
    /// Writes a command that does not fit into the FIFO to a file. Returns the command that reads it.
    [[nodiscard]] std::string as_file(const std::string& command);
    /// Ends the shell with all its processes; does nothing when the agent does not answer.
    void drop() noexcept;
    /// Whether the shell has ended, which commands and students can cause. Throws AgentError.
    [[nodiscard]] bool has_ended();
    /// The error for a shell that ended by itself, with the cause where the machine says one.
    [[nodiscard]] AgentError early_end(const std::string& base, const Agent::Status& status, const char* when);
    [[nodiscard]] std::string answer(const std::string& end, Deadline deadline, const std::function<bool()>& cancelled);

    Guest& guest_;
    Seconds longest_life_;
    std::optional<Running> running_;
    unsigned started_ = 0;
};

} // namespace crocum
