#pragma once

#include <string>
#include <utility>
#include <vector>

namespace crocum {

/// A student as in a roster file, not yet interpreted.
struct RosterRow {
    int line = 0;
    std::vector<std::pair<std::string, std::string>> fields; ///< key (as written) -> value
};

/// From YAML (form: read_roster). Throws UsageError that begins with "LINE: ".
[[nodiscard]] std::vector<RosterRow> rows_from_yaml(const std::string& text);

/// From CSV. Throws likewise.
[[nodiscard]] std::vector<RosterRow> rows_from_csv(const std::string& text);

} // namespace crocum
