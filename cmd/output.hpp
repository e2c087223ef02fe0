#pragma once

#include "cmd/event_stream.hpp"
#include "cmd/live_lines.hpp"
#include "lib/base/json.hpp"
#include "lib/report/style.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace crocum {

/// The output options of the command line.
struct OutputOptions {
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    std::string color = "auto";          ///< auto, always, never
    std::shared_ptr<EventStream> events; ///< null for verbs without --events
};

/// Writes the whole text; returns false and sets errno when that fails. A reader that went away ("| head", the terminal
/// of a lost ssh connection) is not a failure: the work continues without output.
[[nodiscard]] bool write_to(std::FILE* stream, std::string_view text) noexcept;

/// A text for people: on a terminal, wrapped at its width.
[[nodiscard]] std::string for_people(std::FILE* stream, std::string_view text);

/// The one place that writes: results to stdout, messages to stderr.
class Output {
public:
    explicit Output(OutputOptions options);
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;
    ~Output();

    [[nodiscard]] bool json() const { return options_.json; }

    /// Whether document() has a reader: --json or --events was given.
    [[nodiscard]] bool wants_document() const { return options_.json || has_events(); }

    [[nodiscard]] bool quiet() const { return options_.quiet; }

    [[nodiscard]] bool verbose() const { return options_.verbose; }

    [[nodiscard]] const Style& out_style() const { return out_; }

    [[nodiscard]] const Style& err_style() const { return err_; }

    /// The live state of the machines, on a terminal. The functions below hide it before they write.
    [[nodiscard]] LiveLines& live() const { return *live_; }

    /// A result for people: on stdout, unless -q, --json or events on stdout.
    void result(std::string_view text) const;

    /// The requested document: on stdout, also with -q.
    void print(std::string_view text) const;

    /// A message about progress: on stderr, unless -q.
    void message(std::string_view text) const;

    /// A failure that the exit status also reports: on stderr, also with -q.
    void trouble(std::string_view text) const;

    /// The result of the verb as a JSON document: on stdout with --json, and as the result event.
    void document(const Json& document) const;

    /// Writes the event to the stream of --events, if there is one.
    void event(const Event& event) const;

private:
    [[nodiscard]] bool has_events() const { return options_.events && options_.events->is_open(); }

    OutputOptions options_;
    Style out_;
    Style err_;
    std::unique_ptr<LiveLines> live_;
};

} // namespace crocum
