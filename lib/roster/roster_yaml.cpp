#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/base/trim.hpp"
#include "lib/roster/known_columns.hpp"
#include "lib/roster/roster_table.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace crocum {

namespace {

[[noreturn]] void fail(const YAML::Mark& mark, const std::string& what) {
    throw UsageError("{}: {}", mark.line + 1, what);
}

std::string scalar(const YAML::Node& node, const std::string& what) {
    if (!node.IsScalar()) {
        fail(node.Mark(), what + " has to be a text");
    }
    return trimmed(node.Scalar());
}

/// Adds a student; the keys of all students are the header.
void add_row(RosterTable& table, const YAML::Node& node) {
    const int line = node.Mark().line + 1;
    table.line = table.rows.empty() ? line : table.line;
    auto& row = table.rows.emplace_back(RosterTable::Row{line, {}});
    const auto add = [&](const std::string& key, const std::string& value) {
        const auto found = std::find_if(table.header.begin(), table.header.end(), [&](const std::string& header) {
            return same_header(header, key);
        });
        const auto column = static_cast<std::size_t>(found - table.header.begin());
        if (column == most_columns) {
            throw UsageError("{}: more than {} different keys", line, most_columns);
        }
        if (column == table.header.size()) {
            table.header.push_back(key);
        }
        row.cells.resize(std::max(row.cells.size(), table.header.size()));
        if (row.cells[column]) {
            throw UsageError("{}: duplicate field \"{}\"", line, sanitize_line(key, 60));
        }
        row.cells[column] = value;
    };
    if (node.IsScalar()) {
        return add("id", scalar(node, "id"));
    }
    if (!node.IsMap()) {
        fail(node.Mark(), "a student has to be an id, or a mapping such as {id: ivan, name: Ivan Petrov}");
    }
    for (const auto& pair : node) {
        const auto key = scalar(pair.first, "a key");
        if (key.empty()) {
            fail(pair.first.Mark(), "a key is empty");
        }
        if (!pair.second.IsNull()) {
            add(key, scalar(pair.second, sanitize_line(key, 60)));
        }
    }
}

} // namespace

RosterTable table_from_yaml(const std::string& text) {
    try {
        const auto root = YAML::Load(text);
        if (!root.IsSequence()) {
            fail(root.Mark(), "a roster has to be a list of students");
        }
        RosterTable table;
        for (const auto& node : root) {
            add_row(table, node);
            if (table.header.size() * table.rows.size() > most_cells) {
                throw UsageError("{}: the table is larger than any roster", table.line);
            }
        }
        for (auto& row : table.rows) {
            row.cells.resize(table.header.size());
        }
        return table;
    } catch (const YAML::Exception& error) {
        fail(error.mark, error.msg);
    }
}

} // namespace crocum
