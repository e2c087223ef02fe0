#pragma once

#include "lib/guest/command.hpp"
#include "lib/guest/tail.hpp"

#include <functional>

namespace crocum {

/// What a command writes in a guest, to two files there: followed while it runs, bounded, handed over or kept.
class Output {
public:
    /// The command begins now. The agent, the command and the result have to outlive this object.
    Output(
        Agent& agent, const GuestCommand& command, GuestResult& result, const std::string& out, const std::string& err);

    /// Takes what is there now, and keeps the files from filling the guest. Whether there was anything.
    bool look();

    /// Takes what is left after the end, and sets what the result says of it. For a minute at most, and not much longer
    /// than the command itself had: an agent that is late with every answer gets no more for that. Of a command that
    /// was stopped, stdout has been enough.
    void read_rest();

    /// Whether there is more of stdout than its limit.
    [[nodiscard]] bool over_limit() const { return out_.tail.over_limit(); }

private:
    using Take = std::function<void(std::string_view)>;

    struct Stream {
        Tail tail;
        Take take;
        bool live; ///< somebody follows it
    };

    bool look_at(Stream& stream) const;

    GuestResult& result_;
    Stopwatch watch_;
    Deadline last_; ///< for the reply to the last read
    Stream out_;
    Stream err_;
};

} // namespace crocum
