#pragma once

#include "lib/guest/command.hpp"
#include "lib/guest/tail.hpp"

namespace crocum {

/// What a command writes in a guest, to two files there: followed while it runs, bounded, handed over or kept.
class Output {
public:
    /// The agent, the command and the result have to outlive this object.
    Output(
        Agent& agent, const GuestCommand& command, GuestResult& result, const std::string& out, const std::string& err);

    /// Takes what is there now, and keeps the files from filling the guest. Whether there was anything.
    bool look();

    /// Takes what is left after the end, for a minute at most, and sets result.out_truncated and err_truncated.
    void read_rest();

    /// Whether stdout has more than its limit.
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
    Stream out_;
    Stream err_;
};

} // namespace crocum
