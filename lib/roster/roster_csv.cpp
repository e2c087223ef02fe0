#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/base/trim.hpp"
#include "lib/roster/csv.hpp"
#include "lib/roster/roster_table.hpp"
#include "lib/roster/xlsx.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// The separator that occurs most often in the header, outside of quotes.
char separator_of(std::string_view text) {
    const auto header = text.substr(0, text.find_first_of("\r\n"));
    const auto count = [&](char wanted) {
        bool in_quotes = false;
        return std::count_if(header.begin(), header.end(), [&](char c) {
            in_quotes = in_quotes != (c == '"');
            return c == wanted && !in_quotes;
        });
    };
    return std::max({',', ';', '\t'}, [&](char a, char b) { return count(a) < count(b); });
}

std::vector<CsvRow> parse(const std::string& text) {
    try {
        return parse_csv(text, separator_of(text));
    } catch (const Error& error) {
        throw UsageError("{}", error.what());
    }
}

/// Spreadsheets write columns that were used once: without a name, and without values.
void remove_unnamed(RosterTable& table) {
    for (std::size_t column = table.header.size(); column-- > 0;) {
        if (!table.header[column].empty()) {
            continue;
        }
        for (auto& row : table.rows) {
            if (!row.cells[column]->empty()) {
                throw with_hint(
                    UsageError(
                        "{}: column {} has no name, but a value on line {}: \"{}\"",
                        table.line,
                        column + 1,
                        row.line,
                        sanitize_line(*row.cells[column], 60)),
                    "Give it a name, or remove its values");
            }
            row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(column));
        }
        table.header.erase(table.header.begin() + static_cast<std::ptrdiff_t>(column));
    }
}

/// Before anything is decided by a text: one of blanks only is none, and a row of such texts is a blank row.
void tidy(std::vector<CsvRow>& lines) {
    for (auto& line : lines) {
        std::transform(line.fields.begin(), line.fields.end(), line.fields.begin(), trimmed);
    }
    std::erase_if(lines, [](const CsvRow& line) {
        return std::all_of(
            line.fields.begin(), line.fields.end(), [](const std::string& field) { return field.empty(); });
    });
}

RosterTable table_from(std::vector<CsvRow> lines) {
    tidy(lines);
    if (lines.size() < 2) {
        throw UsageError("{}: no students: a header comes first, for example id,name,email,group", 1);
    }
    RosterTable table{lines[0].line, std::move(lines[0].fields), {}};
    if (table.header.size() > most_columns || table.header.size() * lines.size() > most_cells) {
        throw UsageError("{}: the table is larger than any roster", table.line);
    }
    for (auto line = lines.begin() + 1; line != lines.end(); ++line) {
        auto& fields = line->fields;
        while (fields.size() > table.header.size() && fields.back().empty()) {
            fields.pop_back();
        }
        if (fields.size() > table.header.size()) {
            throw UsageError("{}: {} fields, where the header has {}", line->line, fields.size(), table.header.size());
        }
        fields.resize(table.header.size());
        table.rows.push_back({line->line, {fields.begin(), fields.end()}});
    }
    remove_unnamed(table);
    return table;
}

} // namespace

RosterTable table_from_csv(const std::string& text) {
    return table_from(parse(text));
}

RosterTable table_from_xlsx(const std::string& bytes) {
    return table_from(parse_xlsx(bytes));
}

} // namespace crocum
