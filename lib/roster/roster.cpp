#include "lib/roster/roster.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/roster/csv.hpp"
#include "lib/roster/roster_rows.hpp"
#include "lib/roster/student_id.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace crocum {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t most_students = 10'000;
constexpr std::size_t longest_field = 1000;

bool ends_with(const std::string& text, std::string_view end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

struct Field {
    const char* name;
    std::string Student::*member;
};

constexpr std::array fields{
    Field{"id", &Student::external},
    Field{"name", &Student::name},
    Field{"email", &Student::email},
    Field{"group", &Student::group},
};

bool is_yes(const std::string& key, const std::string& value, int line) {
    static const std::set<std::string> yes{"yes", "true", "1"};
    static const std::set<std::string> no{"", "no", "false", "0"};
    if (yes.count(lower(value)) == 0 && no.count(lower(value)) == 0) {
        throw UsageError("{}: {} is \"{}\"; it has to be yes or no", line, key, sanitize_line(value, 60));
    }
    return yes.count(lower(value)) != 0;
}

void set(Student& student, const std::string& key, const std::string& value, int line) {
    if (value != sanitize_line(value, longest_field)) {
        throw UsageError(
            "{}: {} has control characters, or more than {} characters", line, sanitize_line(key, 60), longest_field);
    }
    const auto known =
        std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return lower(key) == field.name; });
    if (known != fields.end()) {
        student.*(known->member) = value;
    } else if (lower(key) == "left") {
        student.left = is_yes(key, value, line);
    } else {
        student.columns.emplace_back(sanitize_line(key, 100), value);
    }
}

Student student_from(const RosterRow& row) {
    Student student;
    std::set<std::string> seen;
    for (const auto& [key, value] : row.fields) {
        if (sanitize_line(key) != key) {
            throw UsageError(
                "{}: a column's name has characters in it that cannot be shown: \"{}\"",
                row.line,
                sanitize_line(key, 60));
        }
        if (!seen.insert(lower(key)).second) {
            throw UsageError("{}: duplicate field \"{}\"", row.line, sanitize_line(key, 60));
        }
        set(student, key, value, row.line);
    }
    if (seen.count("id") == 0) {
        throw with_hint(
            UsageError("{}: there is no \"id\"", row.line),
            "The header of a CSV file has one, for example id,name,email,group");
    }
    if (student.external.empty()) {
        throw UsageError("{}: a student without an id", row.line);
    }
    student.id = student_id(student.external);
    return student;
}

std::vector<Student> students_from(const std::vector<RosterRow>& rows) {
    if (rows.size() > most_students) {
        throw UsageError("{}: more than {} students", rows[most_students].line, most_students);
    }
    std::vector<Student> students;
    std::map<std::string, int> lines_of;
    for (const auto& row : rows) {
        auto student = student_from(row);
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

} // namespace

std::vector<Student> read_roster(const std::string& text, const std::string& file) {
    try {
        if (!is_utf8(text)) {
            const auto parts = lines(text);
            const auto odd =
                std::find_if(parts.begin(), parts.end(), [](const std::string& line) { return !is_utf8(line); });
            throw with_hint(
                UsageError("{}: this is not UTF-8", odd - parts.begin() + 1),
                "Save it as UTF-8 (a spreadsheet offers \"CSV UTF-8\")");
        }
        const auto body = text.rfind(byte_order_mark, 0) == 0 ? text.substr(byte_order_mark.size()) : text;
        const bool yaml = ends_with(file, ".yaml") || ends_with(file, ".yml");
        return students_from(yaml ? rows_from_yaml(body) : rows_from_csv(body));
    } catch (const UsageError& error) {
        throw with_hint(UsageError("{}:{}", file, error.what()), error.hint);
    }
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
