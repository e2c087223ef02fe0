#pragma once

#include "lib/report/style.hpp"

#include <cstddef>
#include <string>

namespace crocum {

/// Markdown as text for a terminal, without its signs: headings, and indented below them paragraphs that are wrapped at
/// `width` columns, lists, quotes, tables and code. HTML is left out, and a link is followed by its address.
/// Code and tables are never wrapped.
[[nodiscard]] std::string task_text(const std::string& markdown, std::size_t width, const Style& style);

} // namespace crocum
