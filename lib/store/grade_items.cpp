#include "lib/store/grade_items.hpp"

#include "lib/store/soci.hpp"

namespace crocum {

std::string GradeItems::of(const std::string& lab, const std::string& class_name, const std::string& system) {
    std::string found;
    std::string item;
    database_.read([&](soci::session& sql) {
        each(
            (sql.prepare << "SELECT item FROM grade_items WHERE class = :class AND lab = :lab AND system = :system",
             soci::use(class_name),
             soci::use(lab),
             soci::use(system),
             soci::into(item)),
            [&] { found = item; });
    });
    return found;
}

void GradeItems::set(
    const std::string& lab, const std::string& class_name, const std::string& system, const std::string& item) {
    database_.write([&](soci::session& sql) {
        sql << "INSERT INTO grade_items (class, lab, system, item) VALUES (:class, :lab, :system, :item) ON CONFLICT "
               "(class, lab, system) DO UPDATE SET item = excluded.item",
            soci::use(class_name), soci::use(lab), soci::use(system), soci::use(item);
    });
}

} // namespace crocum
