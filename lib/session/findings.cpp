#include "lib/session/findings.hpp"

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

/// A file that a traceback names relative to wherever pytest stood.
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

/// What a traceback comes to: the innermost place in the lab, and the exception.
Finding condensed(Finding finding, const std::vector<std::string>& body, const fs::path& folder) {
    static const Pattern place(R"rx(^\s*(?:File ")?([^\s":]+\.py)(?:", line |:)(\d+).*)rx");
    std::string raised;
    for (const auto& line : body) {
        if (line.rfind("E ", 0) == 0) {
            raised = line.substr(2);
        } else if (const auto match = place.match(line)) {
            if (const auto file = file_called(match->groups[1], folder); !file.empty()) {
                finding.file = file;
                finding.line = std::stoi(match->groups[2].substr(0, 8));
            }
        }
    }
    static const Pattern syntax(R"(^\s*\w*Error: .*)");
    if (raised.empty() && syntax.match(body.back())) {
        raised = body.back();
    }
    finding.message = raised.empty() ? join(body, " ") : raised;
    return finding;
}

} // namespace

const char* to_string(Severity severity) noexcept {
    return severity == Severity::error ? "error" : "warning";
}

std::string to_string(const Finding& finding) {
    return fmt::format(
        "{}: {}{}: {}",
        to_string(finding.severity),
        sanitize_line(finding.file.string()),
        finding.line > 0 ? fmt::format(":{}", finding.line) : "",
        finding.message);
}

void Findings::error(const fs::path& file, int line, const std::string& message) {
    add(file, line, Severity::error, message);
}

void Findings::warning(const fs::path& file, int line, const std::string& message) {
    add(file, line, Severity::warning, message);
}

void Findings::add(const fs::path& file, int line, Severity severity, const std::string& message) {
    auto text = sanitize_line(message, longest_message);
    // Errors name their file at first, and so does the finding.
    if (const auto name = file.string() + " "; text.rfind(name, 0) == 0) {
        text.erase(0, name.size());
    }
    text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
    Finding finding{file, line, severity, text};
    if (std::find(findings_.begin(), findings_.end(), finding) == findings_.end()) {
        findings_.push_back(std::move(finding));
    }
}

void Findings::mistakes(
    const std::string& text, const fs::path& folder, const fs::path& otherwise, const std::string& hint) {
    static const Pattern position(R"(^((?::\d+){0,2}): ?(.*)$)");
    const auto prefix = folder.string() + "/";
    const auto end = hint.empty() ? "" : " (" + hint + ")";
    std::vector<std::pair<Finding, std::vector<std::string>>> found;
    for (const auto& line : lines(text)) {
        const auto colon = line.rfind(prefix, 0) == 0 ? line.find(':', prefix.size()) : std::string::npos;
        // A sentence can begin with a file as well; the names of few files have blanks.
        const bool named =
            colon != std::string::npos && (line.find(' ', prefix.size()) > colon || fs::exists(line.substr(0, colon)));
        const auto rest = named ? line.substr(colon) : "";
        if (const auto match = position.match(rest); match && match->groups[2].rfind("in ", 0) != 0) {
            const auto& at = match->groups[1];
            Finding finding;
            finding.file = line.substr(0, colon);
            finding.line = at.empty() ? 0 : std::stoi(at.substr(1, 8));
            found.push_back({finding, {match->groups[2]}});
        } else if (!found.empty()) {
            found.back().second.push_back(line);
        }
    }
    for (const auto& [start, body] : found) {
        const auto finding = body.size() == 1 && start.line > 0 ? start : condensed(start, body, folder);
        error(finding.file, finding.line, (body.size() == 1 ? body[0] : finding.message) + end);
    }
    if (found.empty()) {
        error(otherwise, 0, text + end);
    }
}

bool Findings::any_below(const fs::path& folder) const {
    return std::any_of(
        findings_.begin(), findings_.end(), [&](const Finding& finding) { return is_below(finding.file, folder); });
}

std::vector<Finding> Findings::sorted() const {
    auto all = findings_;
    std::stable_sort(all.begin(), all.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    return all;
}

} // namespace crocum
