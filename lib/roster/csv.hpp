#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crocum {

/// A row of a CSV file (RFC 4180).
struct CsvRow {
    int line = 0; ///< where it begins, from 1
    std::vector<std::string> fields;
};

/// All rows except blank ones. Blanks around fields are removed, unless they are quoted. Throws Error "LINE: reason"
/// for misplaced quotes.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text, char separator);

/// One field, in quotes when necessary.
[[nodiscard]] std::string csv_field(const std::string& text);

} // namespace crocum
