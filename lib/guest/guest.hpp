#pragma once

#include "lib/guest/agent.hpp"
#include "lib/guest/command.hpp"
#include "lib/guest/pace.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace crocum {

/// One machine, through its agent and nothing else. Everything that comes out of it is the guest's word.
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

    /// Asks guest-info whether the agent carries out what the rest of this class needs.
    /// Throws AgentError(disabled) with the names of what is missing and where it is switched on.
    void require_commands(Deadline deadline);

    /// Runs a command to its end. Throws Error when one of its files does not arrive.
    [[nodiscard]] GuestResult exec(const GuestCommand& command);

    /// Writes whole files: uploads beside the target, compares the SHA-256, then renames. Folders have to exist.
    /// Throws Error when the content does not arrive; what was uploaded is removed then.
    void put(const std::vector<GuestFile>& files, Deadline deadline);

    /// A file's content. Throws Error when it is longer than `limit`.
    [[nodiscard]] std::string get(const std::string& path, std::size_t limit, Deadline deadline);

    /// Where a scratch folder is: in memory, which works on a full or read-only disk; or on disk, which takes more.
    enum class Room { memory, disk };

    /// Makes (once) and names a folder of this object's own, mode 0700; it goes when this object goes.
    [[nodiscard]] const std::string& scratch(Deadline deadline, Room room = Room::memory);

    /// Kills a process that leads a group of its own, with that group.
    void kill_group(std::int64_t pid);

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
    /// What was found of a process besides that it runs.
    enum class Look { nothing, progress, ending, enough };

    /// The last status before the deadline, or before the first look that found enough.
    [[nodiscard]] Agent::Status wait(
        std::int64_t pid, Deadline deadline, Pace pace, const std::function<Look()>& look = {});
    std::int64_t start_shell(
        const std::string& script,
        const std::vector<std::string>& arguments,
        const std::vector<std::string>& environment,
        std::string input,
        Deadline deadline);
    /// Runs a shell of crocum's own, without output and without a session. Not exited: the deadline passed.
    Agent::Status run_script(const std::string& script, const std::vector<std::string>& arguments, Deadline deadline);
    /// rm -rf, as far as the agent is there for it.
    void discard(const std::vector<std::string>& paths);

    std::string name_;
    Agent agent_;
    std::map<Room, std::string> scratch_;
    unsigned started_ = 0;
    bool cleaning_ = false; ///< after an interruption: what is called now undoes, and is not interrupted again
};

} // namespace crocum
