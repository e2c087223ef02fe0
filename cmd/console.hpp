#pragma once

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
    std::string color = "auto"; ///< auto, always, never
};

/// Writes the whole text; returns false and sets errno when that fails. A reader that went away ("| head", the terminal
/// of a lost ssh connection) is not a failure: the work continues without output.
[[nodiscard]] bool write_to(std::FILE* stream, std::string_view text) noexcept;

/// The one place that writes: results to stdout, messages to stderr.
class Console {
public:
    explicit Console(OutputOptions options);
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;
    ~Console();

    [[nodiscard]] bool json() const { return options_.json; }

    [[nodiscard]] bool quiet() const { return options_.quiet; }

    [[nodiscard]] bool verbose() const { return options_.verbose; }

    [[nodiscard]] const Style& out_style() const { return out_; }

    [[nodiscard]] const Style& err_style() const { return err_; }

    /// The live state of the machines, on a terminal. The functions below hide it before they write.
    [[nodiscard]] LiveLines& live() const { return *live_; }

    /// A result for people: on stdout, unless -q or --json.
    void result(std::string_view text) const;

    /// The requested document: on stdout, also with -q.
    void output(std::string_view text) const;

    /// A message about progress: on stderr, unless -q.
    void message(std::string_view text) const;

    /// A failure that the exit status also reports: on stderr, also with -q.
    void trouble(std::string_view text) const;

    /// The one JSON document of a --json run.
    void document(const Json& document) const;

private:
    OutputOptions options_;
    Style out_;
    Style err_;
    std::unique_ptr<LiveLines> live_;
};

} // namespace crocum
