#pragma once

#include "lib/guest/command.hpp"
#include "lib/guest/tail.hpp"

#include <functional>

namespace crocum {

/// The output of a command in a guest, written to two files there: read while the command runs, limited, passed to
/// callbacks or kept.
class CommandOutput {
public:
    /// Construct it when the command starts. The agent, the command and the result have to outlive this object.
    CommandOutput(
        Agent& agent, const GuestCommand& command, GuestResult& result, const std::string& out, const std::string& err);

    /// Reads the present output, and truncates the files so that they cannot fill the guest's disk. Returns whether
    /// there was any.
    bool look();

    /// Reads the rest after the end, and sets the result's fields about output. It takes a minute at most, and not much
    /// longer than the command's own time, also with a slow agent. The stdout of a stopped command is not read further.
    void read_rest();

    /// Whether stdout exceeds its limit.
    [[nodiscard]] bool over_limit() const { return out_.tail.over_limit(); }

private:
    using Take = std::function<void(std::string_view)>;

    struct Stream {
        Tail tail;
        Take take;
        bool live; ///< it has a callback
    };

    bool look_at(Stream& stream) const;

    GuestResult& result_;
    Stopwatch watch_;
    Deadline last_; ///< for the reply to the last read
    Stream out_;
    Stream err_;
};

} // namespace crocum
