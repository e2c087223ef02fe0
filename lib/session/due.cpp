#include "lib/session/due.hpp"

#include "lib/base/error.hpp"
#include "lib/base/user.hpp"
#include "lib/session/grade_rules.hpp"
#include "lib/session/targets.hpp"
#include "lib/store/classes.hpp"

#include <algorithm>
#include <set>

namespace crocum {

namespace {

/// The penalty in lab.yaml. Throws UsageError when the lab cannot be read.
LatePolicy policy_of_lab(const Context& context, const std::string& lab) {
    try {
        return load_lab(find_lab(lab, context.config.labs)).late;
    } catch (const Error& error) {
        throw with_hint(
            UsageError("the penalty for late work is unknown, because the lab cannot be read: {}", error.what()),
            "Give --late none, cut-off, 10 or 10:50");
    }
}

/// The date of a student among those of one lab and class; "" is the whole class.
std::optional<DueDate> date_of(const std::vector<DueDate>& dates, const std::string& student) {
    const auto found =
        std::find_if(dates.begin(), dates.end(), [&](const DueDate& due) { return due.student == student; });
    return found == dates.end() ? std::nullopt : std::optional(*found);
}

/// A date that only moves keeps its penalty.
LatePolicy policy_of(
    const Context& context, const DueOrder& order, const std::vector<DueDate>& known, const std::string& student) {
    if (order.late) {
        return *order.late;
    }
    if (const auto before = date_of(known, student)) {
        return before->late;
    }
    const auto of_class = date_of(known, "");
    return of_class ? of_class->late : policy_of_lab(context, order.lab);
}

/// "" is the whole class.
std::vector<std::string> whom(const std::vector<std::string>& students) {
    return students.empty() ? std::vector<std::string>{""} : students;
}

} // namespace

std::vector<SetDueDate> set_due(Context& context, const DueOrder& order) {
    Database database(context.config.database, context.config.state);
    DueDates dates(database);
    const auto known = dates.all(order.lab, order.class_name);
    DueDate due;
    due.lab = order.lab;
    due.class_name = order.class_name;
    due.at = order.at;
    due.who = actor(context.config.state);
    due.when = to_iso(current_time());
    std::vector<DueDate> stored;
    std::vector<SetDueDate> set;
    for (const auto& student : whom(order.students)) {
        due.student = student;
        due.late = policy_of(context, order, known, student);
        stored.push_back(due);
        set.push_back({due, date_of(known, student)});
    }
    dates.set(stored);
    return set;
}

std::vector<DueDate> clear_due(
    Context& context, const std::string& lab, const std::string& class_name, const std::vector<std::string>& students) {
    Database database(context.config.database, context.config.state);
    return DueDates(database).clear(lab, class_name, whom(students));
}

std::vector<DueDate> list_due(const Context& context, const std::string& lab, const std::string& class_name) {
    Database database(context.config.database, context.config.state);
    return DueDates(database).all(lab, class_name);
}

std::vector<DueDate> extensions_before(
    const Context& context, const std::string& lab, const std::string& class_name, Time due_of_class) {
    Database database(context.config.database, context.config.state);
    auto dates = DueDates(database).all(lab, class_name);
    std::set<std::string> present;
    for (const auto& student : Classes(database).students(class_name)) {
        if (!student.left) {
            present.insert(student.id);
        }
    }
    std::erase_if(dates, [&](const DueDate& due) {
        return !due.is_extension() || due.at >= due_of_class || present.count(due.student) == 0;
    });
    return dates;
}

std::vector<std::string> students_with_own_deadline(
    const Context& context,
    const std::string& lab,
    const std::string& class_name,
    const std::vector<std::string>& students) {
    TargetSelection who;
    who.class_name = class_name;
    who.students = students;
    const auto attempts = attempts_of(context);
    std::vector<std::string> found;
    for (const auto& target : find_targets(context, lab, who, true)) {
        const auto current = attempts.current({lab, target.student});
        const auto lateness = current ? current->lateness_in_effect() : std::nullopt;
        if (lateness && lateness->source.empty()) {
            found.push_back(target.student);
        }
    }
    return found;
}

std::map<std::string, std::vector<std::string>> students_in_other_classes(
    const Context& context, const std::string& class_name, const std::vector<std::string>& students) {
    Database database(context.config.database, context.config.state);
    Classes classes(database);
    std::set<std::string> affected(students.begin(), students.end());
    if (students.empty()) {
        for (const auto& student : classes.students(class_name)) {
            if (!student.left) {
                affected.insert(student.id);
            }
        }
    }
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& other : classes.all()) {
        if (other.name == class_name) {
            continue;
        }
        for (const auto& student : classes.students(other.name)) {
            if (!student.left && affected.count(student.id) != 0) {
                found[other.name].push_back(student.id);
            }
        }
    }
    return found;
}

std::string describe_due(const DueDate& due, Time now) {
    return fmt::format("due {} ({}), late work: {}", to_local(due.at), from_now(due.at, now), to_string(due.late));
}

} // namespace crocum
