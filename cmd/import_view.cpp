#include "cmd/import_view.hpp"

#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/roster/known_columns.hpp"

#include <algorithm>
#include <map>

namespace crocum {

namespace {

using StudentIds = std::vector<std::string>;

/// "id from SIS User ID, name from Student; read as cp1251"; empty for a file with crocum's own columns in UTF-8.
std::string source_of(const Roster& roster) {
    std::vector<std::string> parts;
    bool own = true;
    const auto add = [&](const char* field, const std::vector<std::string>& headers) {
        std::vector<std::string> names;
        for (const auto& header : headers) {
            if (!header.empty()) {
                names.push_back(sanitize_line(header, 60));
                own = own && same_header(header, field);
            }
        }
        if (!names.empty()) {
            parts.push_back(fmt::format("{} from {}", field, join(names, " + ")));
        }
    };
    add("id", {roster.columns.id});
    add("name", roster.columns.name);
    add("email", {roster.columns.email});
    add("group", {roster.columns.group});
    std::vector<std::string> said;
    if (!own) {
        said.push_back(join(parts, ", "));
    }
    if (roster.encoding != "UTF-8") {
        said.push_back("read as " + roster.encoding);
    }
    return join(said, "; ");
}

std::string summary(const char* what, const StudentIds& ids) {
    constexpr std::size_t most = 10;
    if (ids.empty()) {
        return "";
    }
    const StudentIds first(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(most, ids.size())));
    return fmt::format("  {:<9} {:>4}  {}{}\n", what, ids.size(), join(first, ", "), ids.size() > most ? ", …" : "");
}

/// Every student who changes, with the name or the changed fields.
std::string preview_table(const ImportResult& result, std::size_t width) {
    std::map<std::string, std::string> names;
    for (const auto& student : result.students) {
        names[student.id] = student.name;
    }
    std::map<std::string, std::vector<std::string>> changes;
    for (const auto& change : result.changes) {
        changes[change.student].push_back(fmt::format(
            "{}: \"{}\" -> \"{}\"",
            sanitize_line(change.field, 60),
            sanitize_line(change.before, 60),
            sanitize_line(change.after, 60)));
    }
    const std::vector<Column> columns{{"CHANGE"}, {"STUDENT"}, {"DETAILS", 0, Fit::wrap}};
    std::vector<TableRow> rows;
    const auto add = [&](const char* what, const StudentIds& ids) {
        for (const auto& id : ids) {
            rows.push_back({what, id, changes.count(id) == 0 ? names[id] : join(changes[id], "; ")});
        }
    };
    add("added", result.added);
    add("changed", result.changed);
    add("returned", result.returned);
    add("left", result.left);
    return rows.empty() ? "no student changes\n" : table(columns, rows, width);
}

Json json_of(const StudentChange& change) {
    return {{"student", change.student}, {"field", change.field}, {"before", change.before}, {"after", change.after}};
}

} // namespace

void ImportView::show(const Output& output) const {
    const auto* done = result.created ? "created" : "updated";
    output.result(fmt::format(
        "{} {} {}{}: {}\n",
        dry_run ? "Dry run: class" : "Class",
        class_name,
        dry_run ? "would be " : "",
        done,
        plural(roster.students.size(), "student")));
    if (const auto source = source_of(roster); !source.empty()) {
        output.result("  " + source + "\n");
    }
    output.result(
        dry_run ? preview_table(result, output.out_style().columns)
                : summary("added", result.added) + summary("changed", result.changed) +
                      summary("returned", result.returned) + summary("left", result.left));
}

Json ImportView::to_json() const {
    const auto& columns = roster.columns;
    return {
        {"class", class_name},
        {"dry_run", dry_run},
        {"students", roster.students.size()},
        {"created", result.created},
        {"added", result.added},
        {"changed", result.changed},
        {"returned", result.returned},
        {"left", result.left},
        {"same", result.same},
        {"changes", json_list(result.changes, json_of)},
        {"columns", {{"id", columns.id}, {"name", columns.name}, {"email", columns.email}, {"group", columns.group}}},
        {"encoding", roster.encoding},
        {"notes", roster.notes}};
}

} // namespace crocum
