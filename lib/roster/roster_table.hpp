#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// No roster has more: a file of some KiB can describe a table that no memory holds.
inline constexpr std::size_t most_columns = 1000;
inline constexpr std::size_t most_cells = 1'000'000;

/// A roster file as a table of texts without blanks around them, not yet interpreted.
struct RosterTable {
    struct Row {
        int line = 0;
        std::vector<std::optional<std::string>> cells; ///< as many as in the header; nothing: a YAML key that is absent
    };

    int line = 1;                    ///< of the header
    std::vector<std::string> header; ///< as written; not empty
    std::vector<Row> rows;
};

/// From YAML (form: read_roster). Throws UsageError that begins with "LINE: ".
[[nodiscard]] RosterTable table_from_yaml(const std::string& text);

/// From CSV, without the columns that have neither a name nor a value. Throws likewise.
[[nodiscard]] RosterTable table_from_csv(const std::string& text);

/// From the first sheet of a workbook (xlsx.hpp), otherwise like table_from_csv().
[[nodiscard]] RosterTable table_from_xlsx(const std::string& bytes);

} // namespace crocum
