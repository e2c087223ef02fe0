#pragma once

#include "lib/base/fd.hpp"
#include "lib/base/json.hpp"
#include "lib/session/event.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// The events of a run as JSON lines for other programs: crocum-events(7), schema 1. Every line is written at once and
/// whole. A reader that went away is not an error, and a full disk is one at the end: the run continues without events.
class EventStream {
public:
    /// The value of --events: a file, or "-" for stdout. Empty: no events.
    std::optional<std::string> file;

    /// Opens the file, if there is one, and writes the start event. Throws UsageError for an empty name, and Error when
    /// the file cannot be written.
    void open(const std::vector<std::string>& arguments);

    [[nodiscard]] bool is_open() const { return static_cast<bool>(fd_); }

    [[nodiscard]] bool on_stdout() const { return file == "-"; }

    void write(const Event& event);

    /// The verb's result: the document that --json prints.
    void result(const Json& document);

    /// Writes the exit event, the last one, and closes the file. Throws Error when an event could not be written.
    void close(int status);

    /// The same for a run that failed or was interrupted: a failure to write the event is ignored.
    void close_after_failure(int status, const Json& error = Json()) noexcept;

private:
    void write_line(Json object);
    void rethrow() const;

    Fd fd_;
    std::exception_ptr failure_;
    std::uint64_t number_ = 0; ///< of the last line
};

} // namespace crocum
