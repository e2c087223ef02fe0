#pragma once

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

/// Carries commands of a Python process to machines, and their answers back: the other end of crocum_runtime/bridge.py.
/// One JSON object a line, on a stream each way.
///
/// Requests: {"id": number, "machine": name, "command": base64, "timeout": seconds or absent}, {"cancel": id},
/// {"record": text}. Answers: {"id", "status", "stdout": base64, "stderr": base64} or {"id", "error": reason,
/// "message"}. Each machine has a worker of its own, so that commands run at the same time in different machines, and
/// one after the other in one.
class Bridge {
public:
    /// How to reach each machine. An opener throws AgentError.
    using Openers = std::map<std::string, std::function<std::unique_ptr<Guest>()>>;

    /// When a machine is opened: at its first command, or at once, while the other end still starts.
    enum class Opening { lazy, eager };

    /// `record` takes what arrives as a record; it is called by the thread that serves. `longest_life`: of the shells
    /// in the machines, should this process be killed.
    Bridge(
        Openers openers,
        Opening opening,
        std::function<void(const std::string&)> record,
        Seconds longest_life = std::chrono::hours(12));
    Bridge(const Bridge&) = delete;
    Bridge& operator=(const Bridge&) = delete;
    ~Bridge();

    /// Until the other end closes the stream. Whatever runs in a machine then is killed. `greeting`, if it is not null,
    /// goes out first. Throws Error where the other end does not keep to the form.
    void serve(int from, int to, const Json& greeting = nullptr);

    /// Ends what runs in the machines, and waits for that. Returns how many agent calls all of it took.
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
