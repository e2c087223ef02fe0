#include "lib/terraform/events.hpp"

#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

#include <fstream>

namespace crocum {

namespace fs = std::filesystem;

namespace {

/// In terraform's form: summary, then position, then detail.
std::string diagnostic_text(const Json& diagnostic) {
    std::string text = text_at(diagnostic, "severity") == "warning" ? "Warning: " : "Error: ";
    text += text_at(diagnostic, "summary");
    if (const auto address = text_at(diagnostic, "address"); !address.empty()) {
        text += "\n  with " + address;
    }
    if (const auto range = object_at(diagnostic, "range"); !range.empty()) {
        const auto line = object_at(range, "start").value("line", 0);
        text += fmt::format("\n  on {} line {}", text_at(range, "filename"), line);
        if (const auto code = text_at(object_at(diagnostic, "snippet"), "code"); !code.empty()) {
            text += fmt::format("\n  {}: {}", line, code);
        }
    }
    if (const auto detail = text_at(diagnostic, "detail"); !detail.empty()) {
        text += "\n" + detail;
    }
    return text;
}

TerraformEvent plain(std::string_view line) {
    TerraformEvent event;
    event.text = sanitize(line);
    return event;
}

} // namespace

TerraformEvent parse_event(std::string_view line) {
    Json document;
    try {
        document = parse_json(line, "an event");
    } catch (const Error&) {
        return plain(line);
    }
    if (!document.is_object()) {
        return plain(line);
    }
    TerraformEvent event;
    event.type = text_at(document, "type");
    event.error = text_at(document, "@level") == "error";
    event.text = text_at(document, "@message");
    event.address = text_at(object_at(object_at(document, "hook"), "resource"), "addr");
    if (event.type == "diagnostic") {
        const auto diagnostic = object_at(document, "diagnostic");
        event.address = text_at(diagnostic, "address");
        event.text = diagnostic_text(diagnostic);
    } else if (event.type == "apply_progress") {
        const auto hook = object_at(document, "hook");
        const auto seconds = hook.find("elapsed_seconds");
        event.seconds = seconds != hook.end() && seconds->is_number() ? seconds->get<double>() : 0;
    }
    // Providers pass on texts of libvirt and of guests.
    event.text = sanitize(event.text);
    return event;
}

std::optional<TerraformEvent> parse_log_line(std::string_view line) {
    constexpr std::string_view key = "diagnostic_summary=\"";
    const auto found = line.find(key);
    if (line.find("error diagnostic") == std::string_view::npos || found == std::string_view::npos) {
        return std::nullopt;
    }
    std::string text;
    for (auto at = found + key.size(); at < line.size() && line[at] != '"'; ++at) {
        if (line[at] == '\\' && at + 1 < line.size()) {
            ++at; // Go's quoting; of its escapes only \n is translated.
            text += line[at] == 'n' ? ' ' : line[at];
        } else {
            text += line[at];
        }
    }
    TerraformEvent event;
    event.error = true;
    event.type = "log";
    event.text = sanitize_line(text);
    return event;
}

LineFile::LineFile(fs::path file) : file_(std::move(file)) {
    std::error_code absent;
    fs::remove(file_, absent);
}

void LineFile::follow(const std::function<void(std::string_view)>& sink) noexcept {
    try {
        std::ifstream stream(file_, std::ios::binary);
        stream.seekg(static_cast<std::streamoff>(position_));
        std::string chunk(std::size_t{1} << 16U, '\0');
        while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), stream.gcount() > 0) {
            const auto count = static_cast<std::size_t>(stream.gcount());
            position_ += count;
            partial_.append(chunk, 0, count);
        }
        for (auto end = partial_.find('\n'); end != std::string::npos; end = partial_.find('\n')) {
            const auto line = partial_.substr(0, end);
            // Before the call of the sink, which may throw: each line is reported once.
            partial_.erase(0, end + 1);
            try {
                sink(line);
            } catch (const std::exception&) {
                // The line could not be shown; the next ones still count.
            }
        }
    } catch (const std::exception&) {
        // The unread rest is still in the file.
    }
}

} // namespace crocum
