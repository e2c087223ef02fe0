#include "lib/base/table.hpp"

#include "lib/base/text.hpp"
#include "lib/base/wrap.hpp"

#include <algorithm>
#include <optional>

namespace crocum {

namespace {

constexpr std::size_t gap = 2;
/// The least columns of a cell that is wrapped, and of one that is shortened.
constexpr std::size_t least_wrapped = 20;
constexpr std::size_t least_shortened = 8;
/// With less than this, a shortened cell says nothing.
constexpr std::size_t least_of_all = 4;

/// A column that is shown.
struct Shown {
    std::size_t index; ///< in the rows
    std::size_t width;
    Fit fit;
    unsigned drop;
};

std::vector<Shown> whole_columns(const std::vector<Column>& columns, const std::vector<TableRow>& rows) {
    std::vector<Shown> shown;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto width = display_width(columns[i].title);
        for (const auto& row : rows) {
            width = std::max(width, i < row.size() ? display_width(row[i]) : 0);
        }
        shown.push_back({i, width, columns[i].fit, columns[i].drop});
    }
    return shown;
}

std::size_t least_width(const Shown& column) {
    return column.fit == Fit::wrap ? std::min(column.width, least_wrapped) : column.width;
}

/// The columns that a table takes when its cells are wrapped as far as they may be.
std::size_t least_width(const std::vector<Shown>& shown) {
    std::size_t sum = shown.empty() ? 0 : gap * (shown.size() - 1);
    for (const auto& column : shown) {
        sum += least_width(column);
    }
    return sum;
}

void drop_columns(std::vector<Shown>& shown, std::size_t width) {
    while (least_width(shown) > width) {
        const auto last = std::max_element(
            shown.begin(), shown.end(), [](const auto& one, const auto& other) { return one.drop < other.drop; });
        if (last == shown.end() || last->drop == 0) {
            return;
        }
        shown.erase(last);
    }
}

/// Takes columns away from the widest that `may` give some and has more than `least`. Returns how many are still too
/// many.
template <typename May>
std::size_t narrow(std::vector<Shown>& shown, std::size_t excess, std::size_t least, May may) {
    while (excess > 0) {
        Shown* widest = nullptr;
        for (auto& column : shown) {
            if (may(column) && column.width > least && (widest == nullptr || column.width > widest->width)) {
                widest = &column;
            }
        }
        if (widest == nullptr) {
            break;
        }
        --widest->width;
        --excess;
    }
    return excess;
}

std::vector<Shown> fitted(std::vector<Shown> shown, std::size_t width) {
    drop_columns(shown, width);
    std::size_t sum = shown.empty() ? 0 : gap * (shown.size() - 1);
    for (const auto& column : shown) {
        sum += column.width;
    }
    auto excess = sum > width ? sum - width : 0;
    excess = narrow(shown, excess, least_wrapped, [](const auto& column) { return column.fit == Fit::wrap; });
    excess = narrow(shown, excess, least_shortened, [](const auto& column) { return column.fit == Fit::shorten; });
    narrow(shown, excess, least_of_all, [](const auto&) { return true; });
    return shown;
}

/// The lines of a cell.
std::vector<std::string> cell_lines(const std::string& cell, const Shown& column) {
    if (column.fit != Fit::wrap) {
        return {clip(cell, column.width)};
    }
    auto found = lines(wrap(cell, column.width));
    for (auto& line : found) {
        line = clip(line, column.width);
    }
    return found;
}

std::string row_text(const TableRow& row, const std::vector<Shown>& shown) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (const auto& column : shown) {
        cells.push_back(column.index < row.size() ? cell_lines(row[column.index], column) : TableRow());
        height = std::max(height, cells.back().size());
    }
    std::string text;
    for (std::size_t i = 0; i < height; ++i) {
        std::string line;
        for (std::size_t k = 0; k < shown.size(); ++k) {
            line += pad(i < cells[k].size() ? cells[k][i] : "", shown[k].width) + std::string(gap, ' ');
        }
        line.resize(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

} // namespace

std::vector<std::string> table_lines(
    const std::vector<Column>& columns, const std::vector<TableRow>& rows, std::size_t width) {
    auto shown = whole_columns(columns, rows);
    if (width > 0) {
        shown = fitted(std::move(shown), width);
    }
    TableRow heading;
    for (const auto& column : columns) {
        heading.push_back(column.title);
    }
    std::vector<std::string> texts{row_text(heading, shown)};
    for (const auto& row : rows) {
        texts.push_back(row_text(row, shown));
    }
    return texts;
}

std::string table(const std::vector<Column>& columns, const std::vector<TableRow>& rows, std::size_t width) {
    return join(table_lines(columns, rows, width), "");
}

std::string table(const std::vector<TableRow>& rows) {
    std::size_t most = 0;
    for (const auto& row : rows) {
        most = std::max(most, row.size());
    }
    const std::vector<Column> columns(most);
    const auto shown = whole_columns(columns, rows);
    std::string text;
    for (const auto& row : rows) {
        text += row_text(row, shown);
    }
    return text;
}

} // namespace crocum
