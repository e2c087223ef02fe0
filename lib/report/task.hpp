#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace crocum {

/// The task of the lab's README.md, with a student's values: {{name}} or {{ name }} becomes the value, \{{ stays {{.
/// `file` is its name, for errors. Throws UsageError with file and line for an unknown name.
[[nodiscard]] std::string task_sheet(
    const std::string& text, const std::map<std::string, std::string>& values, const std::string& file);

/// The names for which a task has a place, as task_sheet() replaces them; "" for a {{ that is not closed.
[[nodiscard]] std::set<std::string> places_in(const std::string& text);

/// Sheets in Markdown as one self-contained page, light or dark as the browser prefers; printed, each sheet begins on a
/// new page. Pictures of `folder`, the lab's, are part of the page; HTML within the Markdown is left out except hints
/// (to_html). Throws as embedded_picture().
[[nodiscard]] std::string task_page(
    const std::vector<std::string>& sheets, const std::string& title, const std::filesystem::path& folder);

} // namespace crocum
