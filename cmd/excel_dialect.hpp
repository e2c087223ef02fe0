#pragma once

#include "lib/report/csv_text.hpp"

#include <string>
#include <vector>

namespace crocum {

/// CSV as Excel opens it with a double click: Excel separates columns by the list separator of its own locale, which is
/// a semicolon where the decimal separator is a comma. `separator`: "comma", "semicolon", or empty for the locale of
/// this process. `notes` gets a note on which one it is.
[[nodiscard]] CsvDialect excel_dialect(const std::string& separator, std::vector<std::string>& notes);

} // namespace crocum
