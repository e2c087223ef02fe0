#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace crocum {

/// One line of terraform's `-json` output: the fields that crocum uses.
struct TerraformEvent {
    bool error = false;
    std::string type;    ///< "apply_start", "apply_complete", "diagnostic", …; empty for text that is not JSON
    std::string address; ///< of the resource; may be empty
    double seconds = 0;  ///< of "apply_progress": the time spent on the resource so far
    std::string text;    ///< text to show; for a diagnostic in full: summary, position, detail
};

/// Reads one line. Events of unknown types keep their @message; lines that are not JSON are passed on unchanged.
[[nodiscard]] TerraformEvent parse_event(std::string_view line);

/// The error in a line of a provider's log, or nothing. The log has an error at once; the events have it only when all
/// other resources are finished. Source of the form: terraform-plugin-go, internal/diag ("Response contains error
/// diagnostic").
[[nodiscard]] std::optional<TerraformEvent> parse_log_line(std::string_view line);

/// Follows a file that terraform writes its events or its log to. A file and not a pipe, so that terraform outlives a
/// killed crocum and writes its state.
class LineFile {
public:
    /// Removes an earlier run's file.
    explicit LineFile(std::filesystem::path file);

    [[nodiscard]] const std::filesystem::path& path() const { return file_; }

    /// Calls `sink` for each line that was completed since the last call. Never throws, because terraform continues to
    /// run.
    void follow(const std::function<void(std::string_view line)>& sink) noexcept;

private:
    std::filesystem::path file_;
    std::size_t position_ = 0;
    std::string partial_;
};

} // namespace crocum
