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

/// All rows but blank ones. Blanks around fields go, unless they are quoted. Throws Error "LINE: what is wrong" for
/// quotes that make no sense.
[[nodiscard]] std::vector<CsvRow> parse_csv(std::string_view text, char separator);

/// One field, quoted where it has to be.
[[nodiscard]] std::string csv_field(const std::string& text);

} // namespace crocum
