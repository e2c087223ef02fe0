#pragma once

#include "lib/guest/agent.hpp"
#include "lib/guest/pace.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// A file to write in a guest.
struct GuestFile {
    std::string path;         ///< absolute, in a folder that exists
    std::string_view content; ///< has to outlive the call
    int mode = 0600;
};

/// A command to run in a guest. No shell sees the arguments.
struct GuestCommand {
    std::vector<std::string> argv;
    std::string input; ///< stdin; empty means /dev/null
    /// What it reads besides, for example in Guest::scratch() (no newline or backslash in the paths): written before,
    /// compared by SHA-256 as it starts, so that nothing runs on what did not arrive. The mode is not set.
    std::vector<GuestFile> files;
    std::string directory = "/";
    std::vector<std::string> environment = plain_environment(); ///< NAME=value each; nothing is inherited
    Seconds timeout{60};                                        ///< from its start; then its process group is killed
    Seconds upload_timeout{120};                                ///< for its files and stdin, before it starts
    std::size_t output_limit = std::size_t{16} << 20U;          ///< bytes taken of stdout, and of stderr
    /// Pauses between two looks at the process: at first, and after it wrote something. They grow up to 300 ms. A look
    /// costs an emulated guest some 10 ms; short pauses are for short commands.
    Milliseconds first_look{10};
    Milliseconds busy_look{50};
    std::function<void(std::string_view)> on_out; ///< takes stdout as it comes; it is not kept then
    std::function<void(std::string_view)> on_err; ///< likewise stderr

    [[nodiscard]] static std::vector<std::string> plain_environment();
};

struct GuestResult {
    int status = 0;         ///< 127: no such program; 125: no such directory
    int signal = 0;         ///< set instead of status when a signal ended it
    bool timed_out = false; ///< killed by its deadline; the output is what it had written until then
    bool truncated = false; ///< more was written than output_limit, or than could be read in time
    std::string out;
    std::string err;

    [[nodiscard]] bool ok() const { return status == 0 && signal == 0 && !timed_out; }

    /// "exit status 1", "killed by signal 9", "timed out"
    [[nodiscard]] std::string outcome() const;
};

/// One machine, through its agent and nothing else. Everything that comes out of it is the guest's word.
/// Not thread-safe. Every member throws AgentError when the agent fails.
class Guest {
public:
    Guest(std::string name, std::unique_ptr<AgentChannel> channel);
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
    /// Removes the scratch folder if the agent still answers.
    ~Guest();

    [[nodiscard]] const std::string& name() const { return name_; }

    void ping(Deadline deadline) { agent_.ping(deadline); }

    /// Asks guest-info whether the agent carries out what the rest of this class needs.
    /// Throws AgentError(disabled) with the names of what is missing and where it is switched on.
    void require_commands(Deadline deadline);

    /// Runs a command to its end. Throws Error when one of its files does not arrive.
    [[nodiscard]] GuestResult exec(const GuestCommand& command);

    /// Writes whole files: uploads beside the target, compares the SHA-256, then renames. Folders have to exist.
    /// Throws Error when the content does not arrive.
    void put(const std::vector<GuestFile>& files, Deadline deadline);

    /// A file's content. Throws Error when it is longer than `limit`.
    [[nodiscard]] std::string get(const std::string& path, std::size_t limit, Deadline deadline);

    /// Makes (once) and names a folder of this object's own, mode 0700; it goes when this object goes.
    [[nodiscard]] const std::string& scratch(Deadline deadline);

    [[nodiscard]] Agent& agent() { return agent_; }

private:
    struct Started {
        std::int64_t pid;
        std::string out;
        std::string err;
    };

    void put_some(const std::vector<GuestFile>& files, Deadline deadline);
    void upload(const std::string& path, std::string_view content, Deadline deadline);
    [[nodiscard]] Started start(const GuestCommand& command, Deadline deadline);
    /// Whether the launch ended because a file was not what had been sent.
    [[nodiscard]] bool files_differ(const Started& started);
    /// The last status before the deadline. `look` is called at every look and says whether there was progress.
    [[nodiscard]] Agent::Status wait(
        std::int64_t pid, Deadline deadline, Pace pace, const std::function<bool()>& look = {});
    void kill_group(std::int64_t pid);
    std::string name_;
    Agent agent_;
    std::string scratch_;
    unsigned started_ = 0;
    bool cleaning_ = false; ///< after an interruption: what is called now undoes, and is not interrupted again
};

} // namespace crocum
