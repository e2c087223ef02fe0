#pragma once

#include <compare>
#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

enum class Severity { error, warning };

[[nodiscard]] const char* to_string(Severity severity) noexcept;

/// One mistake, or probable mistake, in a lab folder.
struct Diagnostic {
    std::filesystem::path file;
    int line = 0; ///< 0 if it is about the whole file
    Severity severity = Severity::error;
    std::string message; ///< sanitised; one line, unless error_text() added it

    auto operator<=>(const Diagnostic&) const = default;
};

/// "error: /labs/hello/checks/srv.py:12: what is wrong"; more lines of the message are indented.
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

/// The diagnostics found so far, without duplicates.
class Diagnostics {
public:
    void error(const std::filesystem::path& file, int line, const std::string& message);
    void warning(const std::filesystem::path& file, int line, const std::string& message);

    /// Adds a message of several lines, as another program wrote it.
    void error_text(const std::filesystem::path& file, int line, const std::string& text);

    /// Adds the mistakes in the text of an error. Each mistake starts on a new line with a file below `folder`:
    /// "file:line:column: message", or "file: message" with a Python traceback, of which the place and the last line
    /// are kept. A text without such a line becomes one diagnostic about `otherwise`. `hint` is appended to each.
    void mistakes(
        const std::string& text,
        const std::filesystem::path& folder,
        const std::filesystem::path& otherwise,
        const std::string& hint = "");

    [[nodiscard]] bool has_error_at(const std::filesystem::path& file, int line) const;

    [[nodiscard]] bool any_below(const std::filesystem::path& folder) const;

    /// By file and line.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

private:
    void add(Diagnostic diagnostic);
    void add(const std::filesystem::path& file, int line, Severity severity, const std::string& message);

    std::vector<Diagnostic> findings_;
};

} // namespace crocum
