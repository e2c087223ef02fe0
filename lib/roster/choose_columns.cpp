#include "lib/roster/choose_columns.hpp"

#include "lib/base/error.hpp"
#include "lib/base/pattern.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/roster/known_columns.hpp"

#include <algorithm>
#include <array>

namespace crocum {

namespace {

constexpr std::array exported_columns{"id", "name", "email", "group"};
constexpr std::array canvas_columns{"Student", "ID", "Section"};

using Places = std::vector<std::size_t>; // in the header

std::string quoted(const RosterTable& table, const Places& columns, std::string_view separator) {
    std::vector<std::string> names;
    for (const auto column : columns) {
        names.push_back("\"" + sanitize_line(table.header[column], 60) + "\"");
    }
    return join(names, separator);
}

std::string all_headers_of(const RosterTable& table) {
    constexpr std::size_t most = 20;
    Places some;
    for (std::size_t column = 0; column < std::min(most, table.header.size()); ++column) {
        some.push_back(column);
    }
    return quoted(table, some, ", ") + (table.header.size() > most ? ", …" : "");
}

/// Chooses the columns of one table.
class Chooser {
public:
    Chooser(const RosterTable& table, const RosterColumns& wanted) : table_(table), wanted_(wanted) {
        for (const auto& header : table.header) {
            known_.push_back(known_column(header));
        }
        plan_.canvas = is_of_canvas();
    }

    ColumnPlan choose() {
        plan_.email = one_of(wanted_.email, "--email", ColumnKind::email);
        plan_.group = one_of(wanted_.group, "--group", ColumnKind::group);
        choose_name();
        plan_.id = wanted_.id.empty() ? known_id() : named(wanted_.id, "--id");
        choose_kept();
        return std::move(plan_);
    }

private:
    [[nodiscard]] bool has(std::string_view plain) const {
        return std::any_of(table_.header.begin(), table_.header.end(), [&](const std::string& header) {
            return plain_header(header) == plain;
        });
    }

    /// Registers of schools have an id, a name and a section too, so that only what Canvas alone writes decides: ids of
    /// a SIS, or, for users who do not see them, the headers exactly as Canvas spells them.
    [[nodiscard]] bool is_of_canvas() const {
        const bool has_sis = has("sisuserid") || has("sisloginid");
        return (has_sis && has("id") && has("section")) ||
               std::all_of(canvas_columns.begin(), canvas_columns.end(), [&](const char* header) {
                   return std::count(table_.header.begin(), table_.header.end(), header) > 0;
               });
    }

    [[nodiscard]] bool is_plain(std::size_t column, std::string_view plain) const {
        return plain_header(table_.header[column]) == plain;
    }

    /// Columns without a value say nothing: Moodle has its ID number also where a school gives none.
    [[nodiscard]] bool has_values(std::size_t column) const {
        return std::any_of(table_.rows.begin(), table_.rows.end(), [&](const RosterTable::Row& row) {
            return row.cells[column] && !row.cells[column]->empty();
        });
    }

    /// The columns of a kind, the preferred one first.
    [[nodiscard]] Places of(ColumnKind kind) const {
        Places found;
        for (std::size_t column = 0; column < known_.size(); ++column) {
            const bool number_of_canvas = plan_.canvas && is_plain(column, "id");
            if (known_[column] && known_[column]->kind == kind && !number_of_canvas) {
                found.push_back(column);
            }
        }
        std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
            return known_[a]->place < known_[b]->place;
        });
        return found;
    }

    [[nodiscard]] std::optional<std::size_t> first_of(ColumnKind kind) const {
        const auto found = of(kind);
        return found.empty() ? std::nullopt : std::optional(found[0]);
    }

    [[nodiscard]] std::optional<std::size_t> find(const std::string& header) const {
        const auto equal = [&](const auto& is_equal) -> std::optional<std::size_t> {
            const auto found = std::find_if(table_.header.begin(), table_.header.end(), is_equal);
            return found == table_.header.end()
                       ? std::nullopt
                       : std::optional(static_cast<std::size_t>(found - table_.header.begin()));
        };
        if (auto exact = equal([&](const std::string& other) { return other == header; })) {
            return exact;
        }
        if (auto same = equal([&](const std::string& other) { return same_header(other, header); })) {
            return same;
        }
        const auto plain = plain_header(header);
        return equal([&](const std::string& other) { return !plain.empty() && plain_header(other) == plain; });
    }

    [[nodiscard]] std::size_t named(const std::string& header, const char* option) const {
        if (const auto found = find(header)) {
            return *found;
        }
        const auto near = nearest(header, table_.header);
        throw with_hint(
            UsageError(
                "{}: there is no column \"{}\" for {}; the columns are {}",
                table_.line,
                sanitize_line(header, 60),
                option,
                all_headers_of(table_)),
            near.empty() ? fmt::format("Give {} COLUMN; {} '' chooses the column by its header", option, option)
                         : "Did you mean \"" + sanitize_line(near, 60) + "\"?");
    }

    [[nodiscard]] std::optional<std::size_t> one_of(
        const std::string& wanted, const char* option, ColumnKind kind) const {
        return wanted.empty() ? first_of(kind) : std::optional(named(wanted, option));
    }

    void choose_name() {
        if (const auto whole = find(join(wanted_.name, ", ")); whole && !wanted_.name.empty()) {
            plan_.name = {*whole}; // A header with a comma.
            return;
        }
        if (!wanted_.name.empty()) {
            for (const auto& header : wanted_.name) {
                plan_.name.push_back(named(header, "--name"));
            }
            return;
        }
        const auto whole = first_of(ColumnKind::name);
        const auto first = first_of(ColumnKind::first_name);
        const auto middle = first_of(ColumnKind::middle_name);
        auto last = first_of(ColumnKind::last_name);
        whole_is_last_ = whole && first && !last && !contains(*whole, *first); // "Name" beside "Vorname".
        last = whole_is_last_ ? whole : last;
        if (whole && !whole_is_last_) {
            plan_.name = {*whole};
            return;
        }
        const bool family_first = last && known_[*last]->family_first;
        for (const auto& part : family_first ? std::array{last, first, middle} : std::array{first, middle, last}) {
            if (part) {
                plan_.name.push_back(*part);
            }
        }
    }

    /// Whether the values of `whole` contain those of `part`, in the first row that has both.
    [[nodiscard]] bool contains(std::size_t whole, std::size_t part) const {
        for (const auto& row : table_.rows) {
            const auto& name = row.cells[whole];
            const auto& first = row.cells[part];
            if (name && first && !name->empty() && !first->empty()) {
                return name->find(*first) != std::string::npos;
            }
        }
        return false;
    }

    [[nodiscard]] std::size_t known_id() const {
        for (const auto kind : {ColumnKind::id, ColumnKind::login, ColumnKind::email}) {
            auto found = of(kind);
            std::erase_if(found, [&](std::size_t column) { return !has_values(column); });
            if (found.size() > 1 && kind != ColumnKind::email) {
                std::sort(found.begin(), found.end()); // As in the file.
                throw with_hint(
                    UsageError("{}: several columns can be the id: {}", table_.line, quoted(table_, found, ", ")),
                    "Give --id COLUMN with one of them; the class keeps this choice");
            }
            if (!found.empty()) {
                return found[0];
            }
        }
        throw with_hint(
            UsageError(
                "{}: no column has a header that is known for an id; the columns are {}",
                table_.line,
                all_headers_of(table_)),
            plan_.canvas ? "Canvas' own ID is not the id of the school: export the gradebook as a user who sees SIS "
                           "IDs, or give --id COLUMN"
                         : "Give --id COLUMN with one of them (the class keeps this choice), or name a column \"id\"");
    }

    /// A header such as "Quiz: Routing (Real)".
    [[nodiscard]] bool is_gradebook() const {
        static const Pattern grade(R"(.*\((?:Real|Percentage|Letter|Punkte|Prozentsatz|Porcentaje)\))");
        return plan_.canvas || first_of(ColumnKind::gradebook) ||
               std::any_of(table_.header.begin(), table_.header.end(), [](const std::string& header) {
                   return grade.match(header).has_value();
               });
    }

    void choose_kept() {
        const bool grades = is_gradebook();
        for (std::size_t column = 0; column < table_.header.size(); ++column) {
            auto kept = kept_name(column);
            if (grades && !known_[column] && kept == table_.header[column]) {
                kept.clear();
                ++plan_.left_out;
            }
            plan_.kept.push_back(std::move(kept));
        }
    }

    [[nodiscard]] std::string kept_name(std::size_t column) const {
        const auto is = [&](ColumnKind kind) { return known_[column] && known_[column]->kind == kind; };
        if (plan_.canvas && is_plain(column, "id")) {
            return "canvas_id";
        }
        if (is_plain(column, "sisloginid")) {
            return "sis_login_id";
        }
        const bool in_name = std::find(plan_.name.begin(), plan_.name.end(), column) != plan_.name.end();
        const bool alone = plan_.name.size() == 1 && in_name;
        if (!alone && is(ColumnKind::first_name)) {
            return "first_name";
        }
        if (!alone && (is(ColumnKind::last_name) || (whole_is_last_ && in_name && is(ColumnKind::name)))) {
            return "last_name";
        }
        if (!alone && is(ColumnKind::middle_name)) {
            return "middle_name";
        }
        const bool taken = in_name || column == plan_.id || column == plan_.email || column == plan_.group;
        const bool dropped = is(ColumnKind::row_number) || is(ColumnKind::gradebook);
        return taken || dropped ? "" : table_.header[column];
    }

    const RosterTable& table_;
    const RosterColumns& wanted_;
    std::vector<std::optional<KnownColumn>> known_; ///< for each column
    bool whole_is_last_ = false;                    ///< "Name" is the last name
    ColumnPlan plan_;
};

} // namespace

RosterColumns ColumnPlan::taken(const RosterTable& table) const {
    RosterColumns columns;
    columns.id = table.header[id];
    for (const auto column : name) {
        columns.name.push_back(table.header[column]);
    }
    columns.email = email ? table.header[*email] : "";
    columns.group = group ? table.header[*group] : "";
    return columns;
}

bool is_exported(const RosterTable& table) {
    return table.header.size() >= exported_columns.size() &&
           std::equal(exported_columns.begin(), exported_columns.end(), table.header.begin());
}

ColumnPlan choose_columns(const RosterTable& table, const RosterColumns& wanted) {
    if (is_exported(table) && wanted.empty()) {
        ColumnPlan plan{0, {1}, 2, 3, table.header};
        std::fill_n(plan.kept.begin(), exported_columns.size(), "");
        return plan;
    }
    return Chooser(table, wanted).choose();
}

} // namespace crocum
