#include "lib/store/roster_memory.hpp"

#include "lib/base/json.hpp"
#include "lib/store/soci.hpp"

namespace crocum {

RosterColumns RosterMemory::of(const std::string& class_name) {
    RosterColumns found;
    RosterColumns row;
    std::string names;
    database_.read([&](soci::session& sql) {
        each(
            (sql.prepare << "SELECT id, names, email, in_group FROM roster_columns WHERE class = :class",
             soci::use(class_name),
             soci::into(row.id),
             soci::into(names),
             soci::into(row.email),
             soci::into(row.group)),
            [&] {
                found = row;
                for (const auto& name : parse_json(names, "columns of the rosters of " + class_name)) {
                    found.name.push_back(name);
                }
            });
    });
    return found;
}

void RosterMemory::remember(const std::string& class_name, const RosterColumns& columns) {
    const auto names = to_line(Json(columns.name));
    database_.write([&](soci::session& sql) {
        sql << "DELETE FROM roster_columns WHERE class = :class", soci::use(class_name);
        if (!columns.empty()) {
            sql << "INSERT INTO roster_columns (class, id, names, email, in_group) "
                   "VALUES (:class, :id, :names, :email, :in_group)",
                soci::use(class_name), soci::use(columns.id), soci::use(names), soci::use(columns.email),
                soci::use(columns.group);
        }
    });
}

} // namespace crocum
