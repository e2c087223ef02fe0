#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace crocum {

/// What happens to the cells of a column where a table is too wide.
enum class Fit {
    whole,   ///< stays as it is, as long as any other column can give way
    shorten, ///< ends with "…"
    wrap,    ///< continues on the next line, below itself
};

struct Column {
    std::string title;
    unsigned drop = 0; ///< the highest number is left out first, 0 never
    Fit fit = Fit::whole;
};

using TableRow = std::vector<std::string>;

/// A table within `width` columns of a terminal; 0 is no limit. Columns are as wide as their widest cell, two spaces
/// apart. Where they do not fit, columns are left out, then cells are wrapped, and at last shortened. The first text is
/// the heading, then one for each row; each ends with a newline and can have several lines. No trailing spaces.
[[nodiscard]] std::vector<std::string> table_lines(
    const std::vector<Column>& columns, const std::vector<TableRow>& rows, std::size_t width);

/// table_lines() as one text.
[[nodiscard]] std::string table(
    const std::vector<Column>& columns, const std::vector<TableRow>& rows, std::size_t width);

/// A table of any width. The first row is the heading.
[[nodiscard]] std::string table(const std::vector<TableRow>& rows);

} // namespace crocum
