#include "lib/report/csv_text.hpp"

#include "lib/base/text.hpp"
#include "lib/roster/csv.hpp"
#include "lib/roster/known_columns.hpp"

#include <algorithm>
#include <array>

namespace crocum {

bool looks_like_formula(const std::string& text) {
    if (!text.empty() && std::string_view("=+-@\t\r\n").find(text[0]) != std::string_view::npos) {
        return true;
    }
    constexpr std::array full_width{"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    return std::any_of(
        full_width.begin(), full_width.end(), [&](const char* sign) { return text.rfind(sign, 0) == 0; });
}

CsvLine& CsvLine::cell(const std::string& value) {
    cells_.push_back(value);
    return *this;
}

CsvLine& CsvLine::text(const std::string& value, std::size_t limit) {
    const auto line = sanitize_line(value, limit);
    return cell(csv_field(looks_like_formula(line) ? "'" + line : line));
}

CsvLine& CsvLine::id(const std::string& value) {
    const auto line = sanitize_line(value, 2000);
    if (!dialect_.excel || line.empty()) {
        return cell(csv_field(line));
    }
    std::string quoted;
    for (const char c : line) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return cell(csv_field("=\"" + quoted + "\""));
}

CsvLine& CsvLine::number(double value) {
    auto text = crocum::number(value);
    if (dialect_.separator == ';') {
        std::replace(text.begin(), text.end(), '.', ',');
    }
    return cell(csv_field(text));
}

std::string CsvLine::end() {
    auto line = join(cells_, std::string(1, dialect_.separator)) + "\n";
    cells_.clear();
    return line;
}

std::string column_of(const Student& student, const std::string& name) {
    for (const auto& [column, value] : student.columns) {
        if (same_header(column, name)) {
            return value;
        }
    }
    return "";
}

} // namespace crocum
