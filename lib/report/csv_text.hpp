#pragma once

#include "lib/roster/roster.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Whether a spreadsheet would take the text for a formula.
[[nodiscard]] bool looks_like_formula(const std::string& text);

/// A row of text cells. A text that a spreadsheet would take for a formula gets a ' before it (OWASP: CSV injection).
class CsvLine {
public:
    /// A text from a roster, a suite or a machine.
    CsvLine& text(const std::string& value);

    /// A number from crocum: -1 stays a number.
    CsvLine& number(double value);

    CsvLine& empty() { return cell(""); }

    /// Returns the row, and begins a new one.
    [[nodiscard]] std::string end();

private:
    CsvLine& cell(const std::string& value);

    std::vector<std::string> cells_;
};

/// A further column of the roster, with its header in any case; empty when there is none.
[[nodiscard]] std::string column_of(const Student& student, const std::string& name);

} // namespace crocum
