#pragma once

#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/guest/guest.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace crocum {

/// A machine did not come back from its reboot, which its student can have caused: the check fails.
class NotRebooted : public Error {
public:
    using Error::Error;
};

/// Passes commands of a Python process to machines, and returns their answers: the counterpart of
/// crocum_runtime/bridge.py. One JSON object on each line, on one stream for each direction.
///
/// Requests: {"id": number, "machine": name, "command": base64, "timeout": seconds or absent}, {"id",
/// "machine", "reboot": seconds}, {"cancel": id}, {"record": text}. Answers: {"id", "status", "stdout": base64,
/// "stderr": base64} (after a reboot: {"id"}), {"id", "error": reason, "message"}, or {"id", "failed": message} when a
/// machine did not come back from its reboot. Each machine has a worker of its own, so that commands run at the same
/// time in different machines, and one after the other in one.
class Bridge {
public:
    /// What the bridge can do with a machine. Both throw AgentError.
    struct Machine {
        std::function<std::unique_ptr<Guest>()> open;
        /// Returns when the agent of the new boot answers. Calls `stop` repeatedly, which throws to end the wait.
        /// Throws NotRebooted.
        std::function<void(Seconds timeout, const std::function<void()>& stop)> reboot;
    };

    using Machines = std::map<std::string, Machine>;

    /// The time at which machines are opened: at their first command, or at once, while the Python process starts.
    enum class Opening { lazy, eager };

    /// `record` gets each received record, on the thread of serve(). `longest_life`: time limit of the shells in the
    /// machines, in case this process is killed.
    Bridge(
        Machines machines,
        Opening opening,
        std::function<void(const std::string&)> record,
        Seconds longest_life = std::chrono::hours(12));
    Bridge(const Bridge&) = delete;
    Bridge& operator=(const Bridge&) = delete;
    ~Bridge();

    /// Serves until the other end closes the stream; commands that still run are killed then. Sends `greeting` first,
    /// if it is not null. Throws Error when the other end violates the protocol.
    void serve(int from, int to, const Json& greeting = nullptr);

    /// Ends the shells in the machines and waits for that. Returns the number of agent calls of all commands.
    std::uint64_t close();

private:
    class Worker;

    void take(const Json& request);
    void answer(const Json& answer);

    std::map<std::string, std::unique_ptr<Worker>> workers_;
    std::function<void(const std::string&)> record_;
    std::mutex writing_;
    Seconds longest_life_;
    int to_ = -1;
    std::atomic<std::uint64_t> calls_ = 0;
};

} // namespace crocum
