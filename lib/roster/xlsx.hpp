#pragma once

#include "lib/roster/csv.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Whether the bytes are a zip archive, as a workbook of a spreadsheet (.xlsx) is one.
[[nodiscard]] bool is_zip(const std::string& bytes);

/// The rows of the first sheet of a workbook (Office Open XML), except blank ones; `line` is the number of the row.
/// Numbers that are whole have no decimal point; those beyond the 15 digits that a spreadsheet keeps have an exponent.
/// Throws UsageError that begins with the line: no workbook, or one that is larger than any roster.
[[nodiscard]] std::vector<CsvRow> parse_xlsx(const std::string& bytes);

} // namespace crocum
