#pragma once

#include "lib/base/clock.hpp"

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
    /// Further files that the command reads, for example in Guest::scratch() (no newline or backslash in the paths).
    /// They are written before the start and compared by SHA-256 at the start, so that the command never runs with
    /// damaged files. The mode is not set.
    std::vector<GuestFile> files;
    std::string directory = "/";
    std::vector<std::string> environment = plain_environment(); ///< NAME=value each; nothing is inherited
    Seconds timeout{60};                                        ///< from its start; then its process group is killed
    Seconds upload_timeout{120};                                ///< for its files and stdin, before it starts
    std::size_t output_limit = std::size_t{16} << 20U;          ///< bytes taken of stdout
    std::size_t error_limit = std::size_t{16} << 20U;           ///< bytes taken of stderr
    /// Called at every poll with the output: returns true when it is enough. The command is killed then, as at its
    /// deadline.
    std::function<bool()> enough;
    /// Called at every poll with the output: returns true when the command is about to end. The next pauses are short
    /// then.
    std::function<bool()> ending;
    bool stop_at_limit = false; ///< kill it once it has written more than output_limit
    /// Pauses between two polls of the process: at first, and after new output. They grow up to 300 ms. A poll costs an
    /// emulated guest some 10 ms; short pauses are for short commands.
    Milliseconds first_look{10};
    Milliseconds busy_look{50};
    std::function<void(std::string_view)> on_out; ///< gets stdout as it arrives; it is not kept then
    std::function<void(std::string_view)> on_err; ///< likewise stderr

    [[nodiscard]] static std::vector<std::string> plain_environment();
};

struct GuestResult {
    int status = 0;         ///< 127: no such program; 125: no such directory
    int signal = 0;         ///< set instead of status when a signal ended it
    bool timed_out = false; ///< killed at its deadline; the output until then is kept
    bool stopped = false; ///< killed because the output was enough, or at output_limit; the rest of stdout was not read
    bool over_limit = false;    ///< more was written to stdout than output_limit
    bool out_truncated = false; ///< there is more output: over the limit, not read in time, or after the stop
    bool err_truncated = false; ///< likewise of stderr
    std::string out;
    std::string err;

    [[nodiscard]] bool ok() const { return status == 0 && signal == 0 && !timed_out && !stopped; }

    [[nodiscard]] bool truncated() const { return out_truncated || err_truncated; }

    /// "exit status 1", "killed by signal 9", "timed out"
    [[nodiscard]] std::string outcome() const;
};

} // namespace crocum
