#include "lib/store/parameters.hpp"

#include "lib/store/soci.hpp"

#include <algorithm>

namespace crocum {

namespace {

/// An arbitrary key: PostgreSQL's advisory lock for drawing parameters.
constexpr long long drawing_lock = 0x63726f64726177;

ParameterValues recorded(soci::session& sql, const InstanceId& id) {
    ParameterValues values;
    std::string name;
    std::string value;
    each(
        (sql.prepare << "SELECT name, value FROM parameters WHERE lab = :lab AND student = :student",
         soci::use(id.lab),
         soci::use(id.student),
         soci::into(name),
         soci::into(value)),
        [&] { values[name] = value; });
    return values;
}

/// The values of all students in a class of this student.
std::vector<std::string> of_others(
    soci::session& sql, const InstanceId& id, const std::string& class_name, const std::string& name) {
    std::vector<std::string> values;
    std::string value;
    each(
        // A student can be in several classes, but has values from one of them.
        (sql.prepare << "SELECT value FROM parameters WHERE lab = :lab AND name = :name AND student <> :student AND "
                        "(class = :class OR student IN (SELECT mate.id FROM students mine JOIN students mate "
                        "ON mate.class = mine.class WHERE mine.id = :mine AND mine.gone = 0))",
         soci::use(id.lab, "lab"),
         soci::use(name, "name"),
         soci::use(id.student, "student"),
         soci::use(class_name, "class"),
         soci::use(id.student, "mine"),
         soci::into(value)),
        [&] { values.push_back(value); });
    return values;
}

bool has_all(const ParameterValues& values, const ParameterSpecs& specs) {
    return std::all_of(specs.begin(), specs.end(), [&](const auto& one) { return values.count(one.first) != 0; });
}

ParameterValues only(const ParameterValues& values, const ParameterSpecs& specs) {
    ParameterValues some;
    for (const auto& [name, spec] : specs) {
        some[name] = values.at(name);
    }
    return some;
}

} // namespace

ParameterValues Parameters::of(
    const InstanceId& id, const ParameterSpecs& specs, const DrawnIn& drawn_in, const ParameterValues& known) {
    ParameterValues values;
    database_.read([&](soci::session& sql) { values = recorded(sql, id); });
    if (has_all(values, specs)) {
        return only(values, specs);
    }
    database_.write(
        [&](soci::session& sql) {
            values = recorded(sql, id);
            for (const auto& [name, spec] : specs) {
                if (values.count(name) != 0) {
                    continue;
                }
                const auto before = known.find(name);
                const auto value = before != known.end() ? before->second
                                                         : draw(
                                                               spec,
                                                               drawn_in.secret,
                                                               id.lab,
                                                               id.student,
                                                               name,
                                                               of_others(sql, id, drawn_in.class_name, name));
                sql << "INSERT INTO parameters (lab, student, class, name, value) VALUES (:lab, :student, :class, "
                       ":name, "
                       ":value)",
                    soci::use(id.lab), soci::use(id.student), soci::use(drawn_in.class_name), soci::use(name),
                    soci::use(value);
                values[name] = value;
            }
        },
        drawing_lock);
    return only(values, specs);
}

void Parameters::forget(const InstanceId& id) {
    database_.write([&](soci::session& sql) {
        sql << "DELETE FROM parameters WHERE lab = :lab AND student = :student", soci::use(id.lab),
            soci::use(id.student);
    });
}

} // namespace crocum
