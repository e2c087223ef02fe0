#include "lib/guest/output.hpp"

namespace crocum {

namespace {

/// Seconds until the output of a command that nobody follows is fetched while it runs, so that it cannot fill the
/// guest.
constexpr double short_command = 2;
/// How long new output is read before the next look, and what is left of it after the end. An agent that trickles bytes
/// gets no more than that.
constexpr Seconds look_patience{2};
constexpr Seconds read_patience{60};

std::function<void(std::string_view)> taker(const std::function<void(std::string_view)>& sink, std::string& kept) {
    if (sink) {
        return sink;
    }
    return [&kept](std::string_view bytes) { kept += bytes; };
}

} // namespace

Output::Output(
    Agent& agent, const GuestCommand& command, GuestResult& result, const std::string& out, const std::string& err)
    : result_(result),
      out_{Tail(agent, out, command.output_limit), taker(command.on_out, result.out), bool(command.on_out)},
      err_{Tail(agent, err, command.error_limit), taker(command.on_err, result.err), bool(command.on_err)} {}

bool Output::look_at(Stream& stream) const {
    if (!stream.live && watch_.seconds() < short_command) {
        return false;
    }
    const bool progress = stream.tail.drain(stream.take, Deadline(look_patience));
    if (stream.tail.over_limit()) {
        stream.tail.empty_file(Deadline(look_patience));
    }
    return progress;
}

bool Output::look() {
    const bool progress = look_at(out_);
    return look_at(err_) || progress;
}

void Output::read_rest() {
    const Deadline reading(read_patience);
    out_.tail.drain(out_.take, reading);
    err_.tail.drain(err_.take, reading);
    result_.out_truncated = reading.passed() || out_.tail.over_limit();
    result_.err_truncated = reading.passed() || err_.tail.over_limit();
}

} // namespace crocum
