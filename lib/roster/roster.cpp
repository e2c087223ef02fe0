#include "lib/roster/roster.hpp"

#include "lib/base/error.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/text.hpp"
#include "lib/base/trim.hpp"
#include "lib/lab/ids.hpp"
#include "lib/roster/choose_columns.hpp"
#include "lib/roster/csv.hpp"
#include "lib/roster/known_columns.hpp"
#include "lib/roster/roster_table.hpp"
#include "lib/roster/student_id.hpp"
#include "lib/roster/text_encoding.hpp"
#include "lib/roster/xlsx.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace crocum {

namespace {

constexpr std::size_t most_students = 10'000;
constexpr std::size_t longest_field = 1000;

bool is_yes(const std::string& key, const std::string& value, int line) {
    static const std::set<std::string> yes{"yes", "true", "1"};
    static const std::set<std::string> no{"", "no", "false", "0"};
    const auto lower = lower_case(value);
    if (yes.count(lower) == 0 && no.count(lower) == 0) {
        throw UsageError("{}: {} is \"{}\"; it has to be yes or no", line, key, sanitize_line(value, 60));
    }
    return yes.count(lower) != 0;
}

/// Reads the rows of one table.
class StudentReader {
public:
    StudentReader(const RosterTable& table, const ColumnPlan& plan) : table_(table), plan_(plan) {}

    [[nodiscard]] Student read(const RosterTable::Row& row) const {
        Student student;
        student.external = value(row, plan_.id);
        std::vector<std::string> names;
        for (const auto column : plan_.name) {
            if (auto name = value(row, column); !name.empty()) {
                names.push_back(std::move(name));
            }
        }
        student.name = join(names, " ");
        student.email = plan_.email ? value(row, *plan_.email) : "";
        student.group = plan_.group ? value(row, *plan_.group) : "";
        for (std::size_t column = 0; column < plan_.kept.size(); ++column) {
            const auto& name = plan_.kept[column];
            if (same_header(name, "left")) {
                student.left = is_yes(name, value(row, column), row.line);
            } else if (!name.empty() && row.cells[column]) {
                student.columns.emplace_back(name, value(row, column));
            }
        }
        require_id(student.external, row.line);
        student.id = student_id(student.external);
        return student;
    }

private:
    [[nodiscard]] std::string value(const RosterTable::Row& row, std::size_t column) const {
        auto text = row.cells[column].value_or("");
        if (text != sanitize_line(text, longest_field)) {
            throw UsageError(
                "{}: {} has control characters, or more than {} characters",
                row.line,
                sanitize_line(table_.header[column], 60),
                longest_field);
        }
        return text;
    }

    void require_id(const std::string& external, int line) const {
        const auto header = sanitize_line(table_.header[plan_.id], 60);
        if (external.empty()) {
            throw with_hint(
                UsageError("{}: a student without an id: the column {} is empty", line, header),
                "Add it, or take another column with --id COLUMN");
        }
        static const Pattern rounded(R"(-?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+)");
        if (rounded.match(external)) {
            throw with_hint(
                UsageError("{}: the id {} was rounded by a spreadsheet", line, external),
                "Format the column " + header + " as text in the spreadsheet, enter the ids again, and save it");
        }
    }

    const RosterTable& table_;
    const ColumnPlan& plan_;
};

void require_shown(const RosterTable& table) {
    for (const auto& header : table.header) {
        if (sanitize_line(header) != header) {
            throw UsageError(
                "{}: a column's name has characters in it that cannot be shown: \"{}\"",
                table.line,
                sanitize_line(header, 60));
        }
    }
}

template <typename IsUsed>
void require_unique(const RosterTable& table, const IsUsed& is_used) {
    std::set<std::string> seen;
    for (std::size_t column = 0; column < table.header.size(); ++column) {
        if (is_used(column) && !seen.insert(lower_case(table.header[column])).second) {
            throw UsageError("{}: duplicate field \"{}\"", table.line, sanitize_line(table.header[column], 60));
        }
    }
}

/// Canvas writes rows for the possible points, for the posting policy and for its test student.
bool is_row_of_canvas(const RosterTable::Row& row, const ColumnPlan& plan) {
    static const Pattern policy("(?:Manual Posting.*|Muted)?");
    const auto has = [&](std::size_t column, std::string_view text) {
        return row.cells[column] && row.cells[column]->find(text) != std::string::npos;
    };
    const bool is_policy = std::all_of(
        row.cells.begin(), row.cells.end(), [](const auto& cell) { return !cell || policy.match(*cell).has_value(); });
    const bool is_test = row.cells[plan.id].value_or("").empty() || plan.kept[plan.id] == "sis_login_id";
    return is_policy || std::any_of(plan.name.begin(), plan.name.end(), [&](std::size_t column) {
               return has(column, "Points Possible") || (is_test && has(column, "Student, Test"));
           });
}

std::vector<Student> students_from(const RosterTable& table, const ColumnPlan& plan) {
    const auto& rows = table.rows;
    if (rows.size() > most_students) {
        throw UsageError("{}: more than {} students", rows[most_students].line, most_students);
    }
    std::vector<Student> students;
    std::map<std::string, int> lines_of;
    const StudentReader reader(table, plan);
    for (const auto& row : rows) {
        if (plan.canvas && is_row_of_canvas(row, plan)) {
            continue;
        }
        auto student = reader.read(row);
        const auto [earlier, fresh] = lines_of.emplace(student.id, row.line);
        if (!fresh) {
            throw UsageError(
                "{}: {} is on line {} already{}",
                row.line,
                sanitize_line(student.external, 60),
                earlier->second,
                student.external == student.id ? "" : ", as " + student.id);
        }
        students.push_back(std::move(student));
    }
    return students;
}

std::vector<std::string> notes_on(const std::vector<Student>& students, const ColumnPlan& plan) {
    constexpr std::size_t most = 5;
    std::vector<std::string> notes;
    if (plan.left_out > 0) {
        notes.push_back(plural(plan.left_out, "other column") + " of the gradebook left out");
    }
    std::map<std::string, std::string> owners;
    std::vector<std::string> shared;
    for (const auto& student : students) {
        if (student.email.empty() || student.left) {
            continue;
        }
        const auto [owner, fresh] = owners.emplace(lower_case(student.email), student.external);
        if (!fresh) {
            shared.push_back(fmt::format("{} and {} ({})", owner->second, student.external, student.email));
        }
    }
    if (!shared.empty()) {
        const auto count = shared.size();
        shared.resize(std::min(count, most));
        notes.push_back("students with the same e-mail address: " + join(shared, ", ") + (count > most ? ", …" : ""));
    }
    return notes;
}

/// The table, and the encoding of its text.
std::pair<RosterTable, std::string> table_of(const std::string& bytes, bool yaml, const std::string& encoding) {
    if (is_zip(bytes)) {
        return {table_from_xlsx(bytes), "xlsx"};
    }
    if (bytes.rfind("\xD0\xCF\x11\xE0", 0) == 0) {
        throw with_hint(
            UsageError("1: this is an old spreadsheet (xls)"), "Save it as xlsx or CSV (UTF-8) in the spreadsheet");
    }
    const auto decoded = decode_text(bytes, encoding);
    return {yaml ? table_from_yaml(decoded.text) : table_from_csv(decoded.text), decoded.encoding};
}

Roster roster_from(const std::string& bytes, bool yaml, const RosterOptions& options) {
    Roster roster;
    auto [table, encoding] = table_of(bytes, yaml, options.encoding);
    roster.encoding = std::move(encoding);
    require_shown(table);
    if (table.rows.empty()) {
        return roster;
    }
    const bool as_before = options.columns.empty() && !is_exported(table);
    require_unique(table, [&](std::size_t column) { return known_column(table.header[column]).has_value(); });
    const auto plan = choose_columns(table, as_before ? options.remembered : options.columns);
    // Grades may have equal headers.
    require_unique(table, [&](std::size_t column) { return !plan.kept[column].empty(); });
    roster.students = students_from(table, plan);
    roster.columns = plan.taken(table);
    roster.notes = notes_on(roster.students, plan);
    return roster;
}

} // namespace

Roster read_roster(const std::string& text, const std::string& file, const RosterOptions& options) {
    require_encoding(options.encoding);
    try {
        return roster_from(text, file.ends_with(".yaml") || file.ends_with(".yml"), options);
    } catch (const UsageError& error) {
        throw with_hint(UsageError("{}:{}", file, error.what()), error.hint);
    }
}

std::vector<std::string> Student::groups() const {
    constexpr std::string_view separator = ", ";
    std::vector<std::string> found;
    for (std::size_t at = 0; at < group.size();) {
        const auto end = std::min(group.find(separator, at), group.size());
        if (auto one = trimmed(std::string_view(group).substr(at, end - at)); !one.empty()) {
            found.push_back(std::move(one));
        }
        at = end + separator.size();
    }
    return found;
}

bool Student::is_in(const std::string& one) const {
    const auto all = groups();
    return group == one || std::find(all.begin(), all.end(), one) != all.end();
}

std::string to_csv(const std::vector<Student>& students) {
    std::vector<std::string> names;
    bool left = false;
    for (const auto& student : students) {
        left = left || student.left;
        for (const auto& [name, value] : student.columns) {
            if (std::find(names.begin(), names.end(), name) == names.end()) {
                names.push_back(name);
            }
        }
    }
    std::vector<std::string> cells{"id", "name", "email", "group"};
    cells.insert(cells.end(), names.begin(), names.end());
    std::string text;
    const auto end_row = [&](const char* last) {
        if (left) {
            cells.emplace_back(last);
        }
        std::transform(cells.begin(), cells.end(), cells.begin(), csv_field);
        text += join(cells, ",") + "\n";
    };
    end_row("left");
    for (const auto& student : students) {
        cells = {student.external, student.name, student.email, student.group};
        for (const auto& name : names) {
            const auto found = std::find_if(student.columns.begin(), student.columns.end(), [&](const auto& column) {
                return column.first == name;
            });
            cells.push_back(found == student.columns.end() ? "" : found->second);
        }
        end_row(student.left ? "yes" : "");
    }
    return text;
}

} // namespace crocum
