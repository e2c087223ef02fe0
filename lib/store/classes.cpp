#include "lib/store/classes.hpp"

#include "lib/base/clock.hpp"
#include "lib/base/digest.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"
#include "lib/store/soci.hpp"
#include "lib/store/student_ids.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace crocum {

namespace {

std::string more_of(const Student& student) {
    Json more = Json::array();
    for (const auto& [name, value] : student.columns) {
        more.push_back({name, value});
    }
    return to_line(more);
}

std::vector<Student> students_of(soci::session& sql, const std::string& name) {
    std::vector<Student> students;
    Student student;
    std::string more;
    int gone = 0;
    each(
        (sql.prepare << "SELECT id, external, name, email, in_group, more, gone FROM students WHERE class = :class "
                        "ORDER BY gone, place, id",
         soci::use(name),
         soci::into(student.id),
         soci::into(student.external),
         soci::into(student.name),
         soci::into(student.email),
         soci::into(student.group),
         soci::into(more),
         soci::into(gone)),
        [&] {
            student.left = gone != 0;
            student.columns.clear();
            for (const auto& column : parse_json(more, "columns of " + student.id)) {
                student.columns.emplace_back(column.at(0), column.at(1));
            }
            students.push_back(student);
        });
    return students;
}

void put(soci::session& sql, const std::string& name, const Student& student, int place) {
    const int gone = student.left ? 1 : 0;
    const auto more = more_of(student);
    sql << "INSERT INTO students (class, id, place, external, name, email, in_group, more, gone) "
           "VALUES (:class, :id, :place, :external, :name, :email, :in_group, :more, :gone) "
           "ON CONFLICT (class, id) DO UPDATE SET place = excluded.place, external = excluded.external, "
           "name = excluded.name, email = excluded.email, in_group = excluded.in_group, more = excluded.more, "
           "gone = excluded.gone",
        soci::use(name), soci::use(student.id), soci::use(place), soci::use(student.external), soci::use(student.name),
        soci::use(student.email), soci::use(student.group), soci::use(more), soci::use(gone);
}

void note_changes(ImportResult& result, const Student& before, const Student& after) {
    const auto note = [&](const std::string& field, const std::string& was, const std::string& is) {
        if (was != is) {
            result.changes.push_back({after.id, field, was, is});
        }
    };
    note("id", before.external, after.external);
    note("name", before.name, after.name);
    note("email", before.email, after.email);
    note("group", before.group, after.group);
    note("left", before.left ? "yes" : "", after.left ? "yes" : "");
    const std::map<std::string, std::string> was(before.columns.begin(), before.columns.end());
    const std::map<std::string, std::string> is(after.columns.begin(), after.columns.end());
    for (const auto& [name, value] : was) {
        note(name, value, is.count(name) == 0 ? "" : is.at(name));
    }
    for (const auto& [name, value] : is) {
        if (was.count(name) == 0) {
            note(name, "", value);
        }
    }
}

/// The students of a class, to be matched with those of a roster.
class Matcher {
public:
    explicit Matcher(std::vector<Student> students) {
        for (auto& student : students) {
            auto& alias = aliases_[to_nfc(student.external)];
            if (alias.empty() || !student.left) {
                alias = student.id;
            }
            students_.emplace(student.id, std::move(student));
        }
    }

    /// Takes out the student that this one of the roster is.
    [[nodiscard]] std::optional<Student> take(const Student& student) {
        auto found = students_.find(student.id);
        if (found == students_.end() || found->second.left) {
            const auto alias = aliases_.find(student.external);
            const auto other = alias == aliases_.end() ? students_.end() : students_.find(alias->second);
            found = other == students_.end() ? found : other;
        }
        if (found == students_.end()) {
            return std::nullopt;
        }
        auto taken = std::move(found->second);
        students_.erase(found);
        return taken;
    }

    /// Those that were not taken, by id.
    [[nodiscard]] const std::map<std::string, Student>& rest() const { return students_; }

private:
    std::map<std::string, Student> students_;
    std::map<std::string, std::string> aliases_; ///< id of the roster in normal form C -> id
};

/// Compares a class with a newer roster.
ImportResult compare(std::vector<Student> before, const std::vector<Student>& roster, const StudentIds& known) {
    ImportResult result;
    std::set<std::string> taken; // Ids in this class: nobody gets that of another row.
    for (const auto* students : {&std::as_const(before), &roster}) {
        for (const auto& student : *students) {
            taken.insert(student.id);
        }
    }
    result.before = static_cast<std::size_t>(
        std::count_if(before.begin(), before.end(), [](const Student& student) { return !student.left; }));
    Matcher matcher(std::move(before));
    for (auto student : roster) {
        if (const auto was = matcher.take(student)) {
            student.id = was->id;
            if (was->left && !student.left) {
                result.returned.push_back(student.id);
            } else if (*was == student) {
                ++result.same;
            } else {
                result.changed.push_back(student.id);
                note_changes(result, *was, student);
            }
        } else {
            if (const auto other = known.find(student.external);
                other != known.end() && taken.insert(other->second).second) {
                student.id = other->second;
            }
            result.added.push_back(student.id);
        }
        result.students.push_back(std::move(student));
    }
    for (auto [id, student] : matcher.rest()) {
        if (!student.left) {
            result.left.push_back(id);
        }
        student.left = true;
        result.students.push_back(std::move(student));
    }
    return result;
}

bool has_class(soci::session& sql, const std::string& name) {
    int count = 0;
    sql << "SELECT COUNT(*) FROM classes WHERE name = :name", soci::use(name), soci::into(count);
    return count != 0;
}

} // namespace

ImportResult preview_of_first_class(const std::vector<Student>& roster) {
    auto result = compare({}, roster, {});
    result.created = true;
    return result;
}

ImportResult Classes::preview(const std::string& name, const std::vector<Student>& roster) {
    ImportResult result;
    database_.read([&](soci::session& sql) {
        result = compare(students_of(sql, name), roster, ids_in_other_classes(sql, name));
        result.created = !has_class(sql, name);
    });
    return result;
}

ImportResult Classes::import(const std::string& name, const std::vector<Student>& roster) {
    ImportResult result;
    database_.write([&](soci::session& sql) {
        result = compare(students_of(sql, name), roster, ids_in_other_classes(sql, name));
        const auto now = to_iso(current_time());
        result.created = !has_class(sql, name);
        if (result.created) {
            const auto secret = random_hex(32);
            sql << "INSERT INTO classes (name, secret, created, updated) VALUES (:name, :secret, :created, :updated)",
                soci::use(name), soci::use(secret), soci::use(now), soci::use(now);
        }
        int place = 0;
        for (const auto& student : result.students) {
            put(sql, name, student, place++);
        }
        sql << "UPDATE classes SET updated = :now WHERE name = :name", soci::use(now), soci::use(name);
    });
    return result;
}

std::vector<ClassSummary> Classes::all() {
    std::vector<ClassSummary> found;
    database_.read([&](soci::session& sql) {
        ClassSummary one;
        int here = 0;
        int gone = 0;
        each(
            (sql.prepare << "SELECT name, created, updated, "
                            "(SELECT COUNT(*) FROM students s WHERE s.class = c.name AND s.gone = 0), "
                            "(SELECT COUNT(*) FROM students s WHERE s.class = c.name AND s.gone = 1) "
                            "FROM classes c ORDER BY name",
             soci::into(one.name),
             soci::into(one.created),
             soci::into(one.updated),
             soci::into(here),
             soci::into(gone)),
            [&] {
                one.students = static_cast<std::size_t>(here);
                one.left = static_cast<std::size_t>(gone);
                found.push_back(one);
            });
    });
    return found;
}

std::vector<Student> Classes::students(const std::string& name) {
    require(name);
    std::vector<Student> found;
    database_.read([&](soci::session& sql) { found = students_of(sql, name); });
    return found;
}

std::vector<std::string> Classes::of_student(const std::string& id) {
    std::vector<std::string> names;
    database_.read([&](soci::session& sql) {
        std::string name;
        each(
            (sql.prepare << "SELECT class FROM students WHERE id = :id AND gone = 0 ORDER BY class",
             soci::use(id),
             soci::into(name)),
            [&] { names.push_back(name); });
    });
    return names;
}

std::string Classes::secret(const std::string& name) {
    require(name);
    std::string secret;
    database_.read([&](soci::session& sql) {
        sql << "SELECT secret FROM classes WHERE name = :name", soci::use(name), soci::into(secret);
    });
    return secret;
}

void Classes::remove(const std::string& name) {
    require(name);
    database_.write([&](soci::session& sql) { sql << "DELETE FROM classes WHERE name = :name", soci::use(name); });
}

void Classes::require(const std::string& name) {
    bool there = false;
    database_.read([&](soci::session& sql) { there = has_class(sql, name); });
    if (there) {
        return;
    }
    std::vector<std::string> names;
    for (const auto& summary : all()) {
        names.push_back(summary.name);
    }
    const auto near = nearest(name, names);
    throw with_hint(
        UsageError("there is no class {}", name),
        near.empty() ? fmt::format("\"crocum class import {} FILE\" creates it", name) : "Did you mean " + near + "?");
}

} // namespace crocum
