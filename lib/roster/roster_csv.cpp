#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/roster/csv.hpp"
#include "lib/roster/roster_rows.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// The separator that occurs most often in the header.
char separator_of(std::string_view text) {
    const auto header = text.substr(0, text.find('\n'));
    const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
    return std::max({',', ';', '\t'}, [&](char a, char b) { return count(a) < count(b); });
}

std::vector<CsvRow> parse(const std::string& text) {
    try {
        return parse_csv(text, separator_of(text));
    } catch (const Error& error) {
        throw UsageError("{}", error.what());
    }
}

} // namespace

std::vector<RosterRow> rows_from_csv(const std::string& text) {
    const auto table = parse(text);
    std::vector<RosterRow> rows;
    for (std::size_t i = 1; i < table.size(); ++i) {
        const auto& header = table[0].fields;
        const auto& fields = table[i].fields;
        if (fields.size() > header.size()) {
            throw UsageError("{}: {} fields, where the header has {}", table[i].line, fields.size(), header.size());
        }
        auto& row = rows.emplace_back(RosterRow{table[i].line, {}});
        for (std::size_t column = 0; column < header.size(); ++column) {
            row.fields.emplace_back(header[column], column < fields.size() ? fields[column] : "");
        }
    }
    if (rows.empty()) {
        throw UsageError("{}: no students: a header comes first, for example id,name,email,group", 1);
    }
    return rows;
}

} // namespace crocum
