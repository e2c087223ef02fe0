#pragma once

#include "lib/guest/agent.hpp"
#include "lib/guest/command.hpp"
#include "lib/guest/pace.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// One machine, accessed only through its agent. Everything that it returns comes from the guest and is not trusted.
/// Not thread-safe. Every member throws AgentError when the agent fails.
class Guest {
public:
    Guest(std::string name, std::unique_ptr<AgentChannel> channel);
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
    /// Removes the scratch folders if the agent still answers.
    ~Guest();

    [[nodiscard]] const std::string& name() const { return name_; }

    void ping(Deadline deadline) { agent_.ping(deadline); }

    /// Checks with guest-info that the agent allows the commands that this class needs. Throws AgentError(disabled)
    /// with the missing commands and the file that enables them.
    void require_commands(Deadline deadline);

    /// Runs a command until it ends. Throws Error when one of its files does not arrive.
    [[nodiscard]] GuestResult exec(const GuestCommand& command);

    /// Writes whole files: uploads beside the target, compares the SHA-256, then renames. Folders have to exist. Throws
    /// Error when the content does not arrive; uploaded files are removed then.
    void put(const std::vector<GuestFile>& files, Deadline deadline);

    /// A file's content. Throws Error when it is longer than `limit`.
    [[nodiscard]] std::string get(const std::string& path, std::size_t limit, Deadline deadline);

    /// The location of a scratch folder: in memory, which works with a full or read-only disk; or on disk, which has
    /// more space.
    enum class Room { memory, disk };

    /// The path of this object's own folder with mode 0700, created at the first call; the destructor removes it.
    [[nodiscard]] const std::string& scratch(Deadline deadline, Room room = Room::memory);

    /// The next scratch() creates a new folder, because the guest may have lost the present one in a reboot.
    void renew_scratch();

    /// Kills a process that leads a group of its own, with that group.
    void kill_group(std::int64_t pid);
    /// Why a new file cannot be written, as a part of a sentence: programs say it only on their stderr, the agent of
    /// its own files. Empty when it can be written; it is removed again.
    [[nodiscard]] std::string why_not_writable(const std::string& file, Deadline deadline);

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
    /// Whether the launch ended because a file differs from the sent content.
    [[nodiscard]] bool files_differ(const Started& started);
    /// The result of polling a process, except "still running".
    enum class Look { nothing, progress, ending, enough };

    /// The last status before the deadline, or before the first poll with enough output.
    [[nodiscard]] Agent::Status wait(
        std::int64_t pid, Deadline deadline, Pace pace, const std::function<Look()>& look = {});
    std::int64_t start_shell(
        const std::string& script,
        const std::vector<std::string>& arguments,
        const std::vector<std::string>& environment,
        std::string input,
        Deadline deadline);
    /// Runs one of crocum's own shell scripts, without output and without a session. `exited` is false when the
    /// deadline passed.
    Agent::Status run_script(const std::string& script, const std::vector<std::string>& arguments, Deadline deadline);
    /// rm -rf; does nothing when the agent does not answer.
    void discard(const std::vector<std::string>& paths);

    std::string name_;
    Agent agent_;
    std::map<Room, std::string> scratch_;
    std::vector<std::string> earlier_scratch_; ///< removed at the end as well
    unsigned started_ = 0;
    bool cleaning_ = false; ///< after an interruption: the calls clean up, and are not interrupted again
};

} // namespace crocum
