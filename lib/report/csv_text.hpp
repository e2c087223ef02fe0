#pragma once

#include "lib/roster/roster.hpp"

#include <string>
#include <vector>

namespace crocum {

/// Whether a spreadsheet would take the text for a formula.
[[nodiscard]] bool looks_like_formula(const std::string& text);

/// How a CSV file is written.
struct CsvDialect {
    char separator = ','; ///< with ';' numbers have a decimal comma
    bool excel = false;   ///< opened by Excel: a byte order mark, and ids as texts
};

/// A row of cells. A text that a spreadsheet would take for a formula gets a ' before it (OWASP: CSV injection).
class CsvLine {
public:
    explicit CsvLine(const CsvDialect& dialect = {}) : dialect_(dialect) {}

    /// What the file begins with.
    [[nodiscard]] std::string start() const { return dialect_.excel ? "\xEF\xBB\xBF" : ""; }

    /// A text from a roster, a suite or a machine, of at most `limit` code points.
    CsvLine& text(const std::string& value, std::size_t limit = 2000);

    /// An id by which the reader of the file finds a student: exactly as it is. For Excel, which would read 00417 as
    /// 417 and 1e5 as 100000, a formula with the id as a text.
    CsvLine& id(const std::string& value);

    /// A number from crocum: -1 stays a number.
    CsvLine& number(double value);

    CsvLine& empty() { return cell(""); }

    /// Returns the row, and begins a new one.
    [[nodiscard]] std::string end();

private:
    CsvLine& cell(const std::string& value);

    CsvDialect dialect_;
    std::vector<std::string> cells_;
};

/// A further column of the roster, with its header in any case; empty when there is none.
[[nodiscard]] std::string column_of(const Student& student, const std::string& name);

} // namespace crocum
