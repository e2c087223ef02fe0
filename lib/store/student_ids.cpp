#include "lib/store/student_ids.hpp"

#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"
#include "lib/roster/student_id.hpp"

namespace crocum {

StudentIds ids_in_other_classes(soci::session& sql, const std::string& class_name) {
    StudentIds found;
    std::string id;
    std::string external;
    int gone = 0;
    each(
        (sql.prepare << "SELECT id, external, gone FROM students WHERE class <> :class ORDER BY gone, class, place, id",
         soci::use(class_name),
         soci::into(id),
         soci::into(external),
         soci::into(gone)),
        [&] {
            const auto normal = to_nfc(external);
            const auto [earlier, fresh] = found.emplace(normal, id);
            if (!fresh && gone == 0 && id == student_id(normal)) {
                earlier->second = id;
            }
        });
    return found;
}

} // namespace crocum
