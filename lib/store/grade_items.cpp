#include "lib/store/grade_items.hpp"

#include "lib/store/soci.hpp"

namespace crocum {

std::string GradeItems::of(const std::string& lab, const std::string& class_name) {
    std::string found;
    std::string item;
    database_.read([&](soci::session& sql) {
        each(
            (sql.prepare << "SELECT item FROM grade_items WHERE class = :class AND lab = :lab",
             soci::use(class_name),
             soci::use(lab),
             soci::into(item)),
            [&] { found = item; });
    });
    return found;
}

void GradeItems::set(const std::string& lab, const std::string& class_name, const std::string& item) {
    database_.write([&](soci::session& sql) {
        sql << "INSERT INTO grade_items (class, lab, item) VALUES (:class, :lab, :item) ON CONFLICT (class, lab) DO "
               "UPDATE SET item = excluded.item",
            soci::use(class_name), soci::use(lab), soci::use(item);
    });
}

} // namespace crocum
