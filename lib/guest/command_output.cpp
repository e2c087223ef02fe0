#include "lib/guest/command_output.hpp"

namespace crocum {

namespace {

/// Interval in which the output of a command without a callback is read while it runs, so that it cannot fill the
/// guest's disk.
constexpr double short_command = 2;
/// The time for reading new output before the next poll, and for reading the rest after the end. It also limits an
/// agent that sends single bytes slowly.
constexpr Seconds look_patience{2};
constexpr Seconds read_patience{60};
/// The time to wait for output after the command's deadline.
constexpr Seconds grace{15};

std::function<void(std::string_view)> taker(const std::function<void(std::string_view)>& sink, std::string& kept) {
    if (sink) {
        return sink;
    }
    return [&kept](std::string_view bytes) { kept += bytes; };
}

} // namespace

CommandOutput::CommandOutput(
    Agent& agent, const GuestCommand& command, GuestResult& result, const std::string& out, const std::string& err)
    : result_(result), last_(command.timeout + grace),
      out_{Tail(agent, out, command.output_limit), taker(command.on_out, result.out), bool(command.on_out)},
      err_{Tail(agent, err, command.error_limit), taker(command.on_err, result.err), bool(command.on_err)} {}

bool CommandOutput::look_at(Stream& stream) const {
    if (!stream.live && watch_.seconds() < short_command) {
        return false;
    }
    const bool progress = stream.tail.drain(stream.take, Deadline(look_patience), last_);
    if (stream.tail.over_limit()) {
        stream.tail.empty_file(Deadline(look_patience));
    }
    return progress;
}

bool CommandOutput::look() {
    const bool progress = look_at(out_);
    return look_at(err_) || progress;
}

void CommandOutput::read_rest() {
    const auto reading = last_.within(read_patience);
    if (!result_.stopped) {
        out_.tail.drain(out_.take, reading, last_);
    }
    err_.tail.drain(err_.take, reading, last_);
    result_.out_truncated = !out_.tail.at_end();
    result_.err_truncated = !err_.tail.at_end();
}

} // namespace crocum
