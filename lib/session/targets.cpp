#include "lib/session/targets.hpp"

#include "lib/base/error.hpp"
#include "lib/base/suggest.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/lab.hpp"
#include "lib/roster/student_id.hpp"
#include "lib/session/student_names.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/instance.hpp"

#include <algorithm>
#include <set>

namespace crocum {

namespace {

std::vector<Target> with_instance(const Context& context, const std::string& lab) {
    std::vector<Target> found;
    for (const auto& id : Instances(context.config.state).all()) {
        if (id.lab == lab) {
            found.push_back({id.student, "", false});
        }
    }
    if (found.empty()) {
        throw with_hint(
            UsageError("there are no instances of {}", lab),
            fmt::format("\"crocum lab up {} -s ID\" creates one", lab));
    }
    return found;
}

void require_group(const std::vector<Student>& students, const TargetSelection& selection) {
    std::set<std::string> groups;
    bool found = selection.group.empty();
    for (const auto& student : students) {
        found = found || student.is_in(selection.group);
        for (auto& group : student.groups()) {
            groups.insert(std::move(group));
        }
    }
    if (found) {
        return;
    }
    throw with_hint(
        UsageError("class {} has no group \"{}\"", selection.class_name, sanitize_line(selection.group, 60)),
        groups.empty() ? "Its roster has no column group" : "It has " + join({groups.begin(), groups.end()}, ", "));
}

/// -s beside --class: these of the class.
void keep_named(const Context& context, std::vector<Student>& students, const TargetSelection& selection) {
    if (selection.students.empty()) {
        return;
    }
    std::vector<std::string> ids;
    ids.reserve(students.size());
    for (const auto& student : students) {
        ids.push_back(student.id);
    }
    std::vector<std::string> names;
    for (const auto& given : selection.students) {
        const auto meant = student_among(context, students, given);
        names.push_back(meant ? meant->id : student_id(given));
    }
    for (const auto& name : names) {
        if (std::find(ids.begin(), ids.end(), name) == ids.end()) {
            const auto longer = std::find_if(
                ids.begin(), ids.end(), [&](const std::string& id) { return id.rfind(name + "-", 0) == 0; });
            const auto near = longer != ids.end() ? *longer : nearest(name, ids);
            throw with_hint(
                UsageError("{} is not in {}", name, to_string(selection)),
                near.empty() ? fmt::format("\"crocum class show {}\" shows the students", selection.class_name)
                             : "Did you mean " + near + "?");
        }
    }
    std::erase_if(students, [&](const Student& student) {
        return std::find(names.begin(), names.end(), student.id) == names.end();
    });
}

} // namespace

std::optional<Student> student_of_some_class(const Context& context, const std::string& id) {
    Database database(context.config.database, context.config.state);
    Classes classes(database);
    for (const auto& name : classes.of_student(id)) {
        for (auto& student : classes.students(name)) {
            if (student.id == id) {
                return std::move(student);
            }
        }
    }
    return std::nullopt;
}

std::vector<Student> find_students(const Context& context, const TargetSelection& selection, bool with_left) {
    Database database(context.config.database, context.config.state);
    auto students = Classes(database).students(selection.class_name);
    require_group(students, selection);
    std::erase_if(students, [&](const Student& student) {
        return (student.left && !with_left) || (!selection.group.empty() && !student.is_in(selection.group));
    });
    keep_named(context, students, selection);
    if (students.empty()) {
        throw UsageError("there are no students in {}", to_string(selection));
    }
    return students;
}

void require_known_lab(const Context& context, const std::string& lab) {
    const auto all = Instances(context.config.state).all();
    const bool has_instance = std::any_of(all.begin(), all.end(), [&](const InstanceId& id) { return id.lab == lab; });
    if (!has_instance && Attempts(context.config.state).students(lab).empty()) {
        static_cast<void>(find_lab(lab, context.config.labs));
    }
}

std::vector<Target> find_targets(
    const Context& context, const std::string& lab, const TargetSelection& selection, bool with_left) {
    std::vector<Target> found;
    if (!selection.class_name.empty()) {
        for (const auto& student : find_students(context, selection, with_left)) {
            found.push_back({student.id, student.name, student.left});
        }
        return found;
    }
    if (selection.all) {
        return with_instance(context, lab);
    }
    std::set<std::string> seen;
    for (const auto& student : selection.students) {
        const auto id = student_meant(context, lab, "", student, selection.matching);
        if (seen.insert(id).second) {
            found.push_back({id, "", false});
        }
    }
    return found;
}

std::string to_string(const TargetSelection& selection) {
    if (!selection.class_name.empty()) {
        return "class " + selection.class_name + (selection.group.empty() ? "" : ", group " + selection.group);
    }
    return selection.all ? "all students" : plural(selection.students.size(), "student");
}

} // namespace crocum
