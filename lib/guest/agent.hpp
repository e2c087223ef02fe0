#pragma once

#include "lib/base/json.hpp"
#include "lib/guest/channel.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// The commands of the QEMU guest agent (qga/qapi-schema.json) as functions. Every reply is checked against what was
/// asked: types, ranges, lengths. An invalid reply throws AgentError(tampered).
class Agent {
public:
    /// Raw bytes of one write: in base64 within a JSON text they are less than 200 kB, which libvirt's non-blocking
    /// write to the agent's socket sends at once. A request of 256 KiB never gets an answer.
    static constexpr std::size_t write_chunk = std::size_t{128} << 10U;
    static constexpr std::size_t read_chunk = std::size_t{256} << 10U;
    /// The longest time for one call; the caller's deadline can be earlier.
    static constexpr Seconds patience{30};

    struct Exec {
        std::string path;
        std::vector<std::string> arguments;
        std::vector<std::string> environment; ///< replaces the agent's own
        std::string input;                    ///< at most write_chunk bytes; /dev/null when empty
    };

    /// The status of an exec. The first answer with `exited` is also the last, because then the agent forgets the
    /// process.
    struct Status {
        bool exited = false;
        int status = 0;
        int signal = 0; ///< set instead of status when a signal ended it
    };

    explicit Agent(std::unique_ptr<AgentChannel> channel) : channel_(std::move(channel)) {}

    void ping(Deadline deadline);

    /// Names of the commands that the agent allows.
    [[nodiscard]] std::set<std::string> enabled_commands(Deadline deadline);

    /// Sets the guest's clock.
    void set_time(Time time, Deadline deadline);

    /// Asks the guest to shut down and boot again. Returns without an answer, because the agent gives none.
    void ask_for_reboot(Deadline deadline);

    /// Starts a process without keeping its output. Returns its pid.
    [[nodiscard]] std::int64_t exec(const Exec& what, Deadline deadline);
    [[nodiscard]] Status exec_status(std::int64_t pid, Deadline deadline);

    /// fopen(3) with the agent's rights; mode "r", "w" or "a". A created file has mode 0666.
    [[nodiscard]] std::int64_t open(const std::string& path, const char* mode, Deadline deadline);
    void close(std::int64_t handle, Deadline deadline);
    /// Flushes written bytes to the file; until then the agent may buffer them.
    void flush(std::int64_t handle, Deadline deadline);
    /// Seeks to `offset` bytes from the start.
    void seek(std::int64_t handle, std::int64_t offset, Deadline deadline);

    /// Writes one chunk; repeats the call for bytes that the agent did not write.
    void write(std::int64_t handle, std::string_view bytes, Deadline deadline);

    /// At most read_chunk bytes from the end of the last read; empty at the present end of the file.
    [[nodiscard]] std::string read(std::int64_t handle, Deadline deadline);

    /// Requests sent so far.
    [[nodiscard]] std::uint64_t calls() const { return calls_; }

private:
    Json call(const char* command, Json arguments, Deadline deadline);
    /// Repeats the command while the agent is busy, because only then the command was provably not started.
    std::string send(const std::string& request, Deadline deadline);

    std::unique_ptr<AgentChannel> channel_;
    std::uint64_t calls_ = 0;
};

} // namespace crocum
