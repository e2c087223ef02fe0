#pragma once

#include <map>
#include <string>

namespace crocum {

/// The task of the lab's README.md, with a student's values: {{name}} or {{ name }} becomes the value, \{{ stays {{.
/// `file` is its name, for errors. Throws UsageError with file and line for an unknown name.
[[nodiscard]] std::string task_sheet(
    const std::string& text, const std::map<std::string, std::string>& values, const std::string& file);

/// Markdown as one self-contained page, light or dark as the browser prefers, ready for printing. HTML within the
/// Markdown is left out, and links lead to http, https and mailto only.
[[nodiscard]] std::string task_page(const std::string& markdown, const std::string& title);

} // namespace crocum
