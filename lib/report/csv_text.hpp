#pragma once

#include "lib/roster/roster.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Whether a spreadsheet would take it for a formula.
[[nodiscard]] bool looks_like_formula(const std::string& text);

/// A row of text cells. What a spreadsheet would take for a formula gets a ' before it (OWASP: CSV injection).
class CsvLine {
public:
    /// Words: of a roster, a suite or a machine.
    CsvLine& text(const std::string& value);

    /// What crocum counted: -1 stays a number.
    CsvLine& number(double value);

    CsvLine& empty() { return cell(""); }

    /// The row, and a new one begins.
    [[nodiscard]] std::string end();

private:
    CsvLine& cell(const std::string& value);

    std::vector<std::string> cells_;
};

/// A free column of the roster, whatever case its header is in; empty where it has none.
[[nodiscard]] std::string column_of(const Student& student, const std::string& name);

} // namespace crocum
