#include "lib/session/validate/diagnostics.hpp"

#include "lib/base/pattern.hpp"
#include "lib/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace crocum {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_message = 1000;

bool is_below(const fs::path& file, const fs::path& folder) {
    const auto relative = file.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

/// The file below `folder` that a traceback names relative to pytest's working directory.
fs::path file_called(const std::string& name, const fs::path& folder) {
    fs::path tail;
    fs::path head = name;
    while (head.has_filename() && head.filename() != "..") {
        tail = tail.empty() ? head.filename() : head.filename() / tail;
        if (fs::is_regular_file(folder / tail)) {
            return folder / tail;
        }
        head = head.parent_path();
    }
    return {};
}

/// A traceback as one diagnostic: the innermost place in the lab, and the exception.
Diagnostic condensed(Diagnostic diagnostic, const std::vector<std::string>& body, const fs::path& folder) {
    static const Pattern place(R"rx(^\s*(?:File ")?([^\s":]+\.py)(?:", line |:)(\d+).*)rx");
    std::string raised;
    for (const auto& line : body) {
        if (line.rfind("E ", 0) == 0) {
            raised = line.substr(2);
        } else if (const auto match = place.match(line)) {
            if (const auto file = file_called(match->groups[1], folder); !file.empty()) {
                diagnostic.file = file;
                diagnostic.line = std::stoi(match->groups[2].substr(0, 8));
            }
        }
    }
    static const Pattern syntax(R"(^\s*\w*Error: .*)");
    if (raised.empty() && syntax.match(body.back())) {
        raised = body.back();
    }
    diagnostic.message = raised.empty() ? join(body, " ") : raised;
    return diagnostic;
}

} // namespace

const char* to_string(Severity severity) noexcept {
    return severity == Severity::error ? "error" : "warning";
}

std::string to_string(const Diagnostic& diagnostic) {
    return fmt::format(
        "{}: {}{}: {}",
        to_string(diagnostic.severity),
        sanitize_line(diagnostic.file.string()),
        diagnostic.line > 0 ? fmt::format(":{}", diagnostic.line) : "",
        join(lines(diagnostic.message), "\n    "));
}

void Diagnostics::error(const fs::path& file, int line, const std::string& message) {
    add(file, line, Severity::error, message);
}

void Diagnostics::warning(const fs::path& file, int line, const std::string& message) {
    add(file, line, Severity::warning, message);
}

void Diagnostics::error_text(const fs::path& file, int line, const std::string& text) {
    std::vector<std::string> all;
    for (const auto& one : lines(sanitize(text))) {
        if (!words(one).empty()) {
            all.push_back(sanitize_line(one, longest_message));
        }
    }
    add({file, line, Severity::error, join(all, "\n")});
}

void Diagnostics::add(const fs::path& file, int line, Severity severity, const std::string& message) {
    auto text = sanitize_line(message, longest_message);
    // The diagnostic names the file already.
    if (const auto name = file.string() + " "; text.rfind(name, 0) == 0) {
        text.erase(0, name.size());
    }
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    add({file, line, severity, text});
}

void Diagnostics::add(Diagnostic diagnostic) {
    if (std::find(findings_.begin(), findings_.end(), diagnostic) == findings_.end()) {
        findings_.push_back(std::move(diagnostic));
    }
}

void Diagnostics::mistakes(
    const std::string& text, const fs::path& folder, const fs::path& otherwise, const std::string& hint) {
    static const Pattern position(R"(^((?::\d+){0,2}): ?(.*)$)");
    const auto prefix = folder.string() + "/";
    const auto end = hint.empty() ? "" : " (" + hint + ")";
    std::vector<std::pair<Diagnostic, std::vector<std::string>>> found;
    for (const auto& line : lines(text)) {
        const auto colon = line.rfind(prefix, 0) == 0 ? line.find(':', prefix.size()) : std::string::npos;
        // A sentence can start with the name of a file too; names of files rarely have blanks.
        const bool named =
            colon != std::string::npos && (line.find(' ', prefix.size()) > colon || fs::exists(line.substr(0, colon)));
        const auto rest = named ? line.substr(colon) : "";
        if (const auto match = position.match(rest); match && match->groups[2].rfind("in ", 0) != 0) {
            const auto& at = match->groups[1];
            Diagnostic diagnostic;
            diagnostic.file = line.substr(0, colon);
            diagnostic.line = at.empty() ? 0 : std::stoi(at.substr(1, 8));
            found.push_back({diagnostic, {match->groups[2]}});
        } else if (!found.empty()) {
            found.back().second.push_back(line);
        }
    }
    for (const auto& [start, body] : found) {
        const auto diagnostic = body.size() == 1 && start.line > 0 ? start : condensed(start, body, folder);
        error(diagnostic.file, diagnostic.line, (body.size() == 1 ? body[0] : diagnostic.message) + end);
    }
    if (found.empty()) {
        error(otherwise, 0, text + end);
    }
}

bool Diagnostics::has_error_at(const fs::path& file, int line) const {
    return std::any_of(findings_.begin(), findings_.end(), [&](const Diagnostic& diagnostic) {
        return diagnostic.severity == Severity::error && diagnostic.file == file && diagnostic.line == line;
    });
}

bool Diagnostics::any_below(const fs::path& folder) const {
    return std::any_of(findings_.begin(), findings_.end(), [&](const Diagnostic& diagnostic) {
        return is_below(diagnostic.file, folder);
    });
}

std::vector<Diagnostic> Diagnostics::sorted() const {
    auto all = findings_;
    std::stable_sort(all.begin(), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    return all;
}

} // namespace crocum
