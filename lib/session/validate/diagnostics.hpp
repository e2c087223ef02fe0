#pragma once

#include <compare>
#include <filesystem>
#include <string>
#include <vector>

namespace crocum {

enum class Severity { error, warning };

[[nodiscard]] const char* to_string(Severity severity) noexcept;

/// One thing that is wrong with a lab folder, or likely to be.
struct Diagnostic {
    std::filesystem::path file;
    int line = 0; ///< 0 where it is about the file as a whole
    Severity severity = Severity::error;
    std::string message; ///< one line, sanitised

    auto operator<=>(const Diagnostic&) const = default;
};

/// "error: /labs/hello/checks/srv.py:12: what is wrong"
[[nodiscard]] std::string to_string(const Diagnostic& diagnostic);

/// What was found so far. One finding is kept once.
class Diagnostics {
public:
    void error(const std::filesystem::path& file, int line, const std::string& message);
    void warning(const std::filesystem::path& file, int line, const std::string& message);

    /// The mistakes of an error's text, where each begins on a line of its own with a file below `folder`:
    /// "file:line:column: message", or "file: message" with a traceback of Python's, of which the place and the last
    /// line are kept. A text without such a line is one finding about `otherwise`. `hint` ends each of them.
    void mistakes(
        const std::string& text,
        const std::filesystem::path& folder,
        const std::filesystem::path& otherwise,
        const std::string& hint = "");

    [[nodiscard]] bool any_below(const std::filesystem::path& folder) const;

    /// By file and line.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

private:
    void add(const std::filesystem::path& file, int line, Severity severity, const std::string& message);

    std::vector<Diagnostic> findings_;
};

} // namespace crocum
