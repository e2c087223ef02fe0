#include "lib/provision/events.hpp"

#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"

#include <fstream>

namespace crocum {

namespace fs = std::filesystem;

namespace {

std::string text_at(const Json& object, const char* key) {
    const auto value = object.find(key);
    return value != object.end() && value->is_string() ? value->get<std::string>() : "";
}

Json object_at(const Json& object, const char* key) {
    const auto value = object.find(key);
    return value != object.end() && value->is_object() ? *value : Json::object();
}

/// As terraform prints it: summary, then where, then why.
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
        event.text = diagnostic_text(object_at(document, "diagnostic"));
    }
    // Providers pass on what hypervisors and guests tell them.
    event.text = sanitize(event.text);
    return event;
}

EventFile::EventFile(fs::path file) : file_(std::move(file)) {
    std::error_code absent;
    fs::remove(file_, absent);
}

void EventFile::follow(const std::function<void(const TerraformEvent&)>& sink) noexcept {
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
            // Before the sink, which may throw: a line is told once.
            partial_.erase(0, end + 1);
            sink(parse_event(line));
        }
    } catch (const std::exception&) {
        // What could not be shown is still in the file.
    }
}

} // namespace crocum
