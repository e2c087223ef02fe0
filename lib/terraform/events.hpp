#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace crocum {

/// One line of terraform's `-json` output, as far as crocum shows it.
struct TerraformEvent {
    bool error = false;
    std::string type;    ///< "apply_start", "apply_complete", "diagnostic", …; empty for text that is no JSON
    std::string address; ///< of the resource that it is about; may be empty
    double seconds = 0;  ///< of "apply_progress": for how long it has been at work on that resource
    std::string text;    ///< for people; for a diagnostic in full: summary, place, detail
};

/// Reads one line. Events of unknown types keep their @message, lines that are no JSON are passed on as they are.
[[nodiscard]] TerraformEvent parse_event(std::string_view line);

/// What a provider's log says went wrong, or nothing. The log has it at once; the events only when all else has ended.
/// Source of the form: terraform-plugin-go, internal/diag ("Response contains error diagnostic").
[[nodiscard]] std::optional<TerraformEvent> parse_log_line(std::string_view line);

/// Follows a file that terraform writes its events or its log to. A file and not a pipe: terraform outlives a killed
/// crocum then, and records what it made.
class LineFile {
public:
    /// Removes an earlier run's file.
    explicit LineFile(std::filesystem::path file);

    [[nodiscard]] const std::filesystem::path& path() const { return file_; }

    /// Calls `sink` for each line that was completed since the last call. Never throws: terraform runs on meanwhile.
    void follow(const std::function<void(std::string_view line)>& sink) noexcept;

private:
    std::filesystem::path file_;
    std::size_t position_ = 0;
    std::string partial_;
};

} // namespace crocum
