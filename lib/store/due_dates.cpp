#include "lib/store/due_dates.hpp"

#include "lib/base/error.hpp"
#include "lib/base/suggest.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/soci.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// Classes come before extensions, because these have a student.
std::vector<DueDate> read_all(soci::session& sql, const std::string& lab, const std::string& class_name) {
    std::vector<DueDate> found;
    DueDate due;
    std::string at;
    std::string late;
    each(
        (sql.prepare << "SELECT lab, class, student, due, late, set_by, set_at FROM dues WHERE (lab = :lab OR "
                        ":every_lab = '') AND (class = :class OR :every_class = '') ORDER BY lab, class, student",
         soci::use(lab),
         soci::use(lab),
         soci::use(class_name),
         soci::use(class_name),
         soci::into(due.lab),
         soci::into(due.class_name),
         soci::into(due.student),
         soci::into(at),
         soci::into(late),
         soci::into(due.who),
         soci::into(due.when)),
        [&] {
            due.at = from_iso(at);
            due.late = late_policy_from(late);
            found.push_back(due);
        });
    return found;
}

void require_student(const std::vector<Student>& students, const std::string& class_name, const std::string& id) {
    std::vector<std::string> ids;
    for (const auto& student : students) {
        if (student.id == id) {
            return;
        }
        ids.push_back(student.id);
    }
    const auto near = nearest(id, ids);
    throw with_hint(
        UsageError("{} is not in class {}", id, class_name),
        near.empty() ? fmt::format("\"crocum class show {}\" shows its students", class_name)
                     : "Did you mean " + near + "?");
}

} // namespace

std::string DueDate::source() const {
    return (is_extension() ? "extension in class " : "class ") + class_name;
}

Json to_json(const DueDate& due) {
    return {
        {"lab", due.lab},
        {"class", due.class_name},
        {"student", due.is_extension() ? Json(due.student) : Json()},
        {"due", to_iso(due.at)},
        {"late", to_string(due.late)},
        {"who", due.who},
        {"when", due.when}};
}

void DueDates::set(const std::vector<DueDate>& dates) {
    const auto& class_name = dates.front().class_name;
    const auto students = Classes(database_).students(class_name);
    for (const auto& due : dates) {
        if (due.is_extension()) {
            require_student(students, class_name, due.student);
        }
    }
    database_.write([&](soci::session& sql) {
        for (const auto& due : dates) {
            const auto at = to_iso(due.at);
            const auto late = to_text(due.late);
            sql << "INSERT INTO dues (class, lab, student, due, late, set_by, set_at) VALUES (:class, :lab, :student, "
                   ":due, :late, :set_by, :set_at) ON CONFLICT (class, lab, student) DO UPDATE SET due = excluded.due, "
                   "late = excluded.late, set_by = excluded.set_by, set_at = excluded.set_at",
                soci::use(due.class_name), soci::use(due.lab), soci::use(due.student), soci::use(at), soci::use(late),
                soci::use(due.who), soci::use(due.when);
        }
    });
}

std::vector<DueDate> DueDates::clear(
    const std::string& lab, const std::string& class_name, const std::vector<std::string>& students) {
    static_cast<void>(Classes(database_).students(class_name)); // Throws for an unknown class.
    auto removed = all(lab, class_name);
    std::erase_if(removed, [&](const DueDate& due) {
        return std::find(students.begin(), students.end(), due.student) == students.end();
    });
    database_.write([&](soci::session& sql) {
        for (const auto& due : removed) {
            sql << "DELETE FROM dues WHERE lab = :lab AND class = :class AND student = :student", soci::use(due.lab),
                soci::use(due.class_name), soci::use(due.student);
        }
    });
    return removed;
}

std::vector<DueDate> DueDates::all(const std::string& lab, const std::string& class_name) {
    std::vector<DueDate> found;
    database_.read([&](soci::session& sql) { found = read_all(sql, lab, class_name); });
    return found;
}

std::map<InstanceId, DueDate> DueDates::by_student(const std::string& lab) {
    const auto dues = all(lab, "");
    std::map<std::string, std::vector<Student>> classes;
    for (const auto& due : dues) {
        if (classes.count(due.class_name) == 0) {
            classes[due.class_name] = Classes(database_).students(due.class_name);
        }
    }
    // Extensions come after the date of their class and replace it; between classes, the latest date counts.
    const auto of = [&](bool left) {
        std::map<std::pair<InstanceId, std::string>, DueDate> by_class;
        for (const auto& due : dues) {
            for (const auto& student : classes[due.class_name]) {
                if (student.left == left && (!due.is_extension() || due.student == student.id)) {
                    by_class[{InstanceId{due.lab, student.id}, due.class_name}] = due;
                }
            }
        }
        std::map<InstanceId, DueDate> found;
        for (const auto& [key, due] : by_class) {
            const auto [place, is_new] = found.try_emplace(key.first, due);
            if (!is_new && due.at > place->second.at) {
                place->second = due;
            }
        }
        return found;
    };
    auto found = of(false);
    found.merge(of(true)); // A class that a student has left says nothing beside one that the student is in.
    return found;
}

} // namespace crocum
