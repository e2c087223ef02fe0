#include "lib/session/student_names.hpp"

#include "lib/base/case_fold.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/roster/student_id.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/classes.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace crocum {

namespace {

constexpr std::size_t longest_shown = 60;

bool has_word(const std::string& name, const std::string& word) {
    const auto all = words(name);
    return std::find(all.begin(), all.end(), word) != all.end();
}

std::string described(const Student& student) {
    return student.name.empty() ? student.id
                                : fmt::format("{} ({})", student.id, sanitize_line(student.name, longest_shown));
}

/// Students of a class, or of all classes. Nobody when there is no database, which is not created for this.
std::vector<Student> students_of(const Context& context, const std::string& class_name) {
    std::error_code broken;
    const auto& config = context.config;
    if (config.database.empty() && !std::filesystem::exists(Database::file_in(config.state), broken)) {
        return {};
    }
    Database database(config.database, config.state);
    Classes classes(database);
    if (!class_name.empty()) {
        return classes.students(class_name);
    }
    std::vector<Student> all;
    for (const auto& one : classes.all()) {
        for (auto& student : classes.students(one.name)) {
            all.push_back(std::move(student));
        }
    }
    return all;
}

/// Whether crocum already knows an instance or attempts of this id: no roster is asked then.
bool is_known(const Context& context, const InstanceId& id) {
    std::error_code broken;
    return std::filesystem::exists(Instances(context.config.state).folder(id), broken) ||
           !Attempts(context.config.state).names(id).empty();
}

[[noreturn]] void throw_unknown(const std::string& text, const std::string& class_name) {
    throw with_hint(
        UsageError("no student has the id, e-mail address or name \"{}\"", sanitize_line(text, longest_shown)),
        fmt::format(
            "\"crocum class show {}\" shows the students; a new id has a-z, 0-9 and \"-\", at most 31 characters (for "
            "this id in a roster, crocum uses {})",
            class_name.empty() ? "NAME" : class_name,
            student_id(text)));
}

} // namespace

std::vector<Student> students_meant(const std::vector<Student>& students, const std::string& text) {
    if (text.empty()) {
        return {};
    }
    const auto given = case_fold(text);
    const bool could_be_id = is_id(text);
    const std::vector<std::function<bool(const Student&)>> kinds{
        [&](const Student& student) { return student.id == text; },
        [&](const Student& student) { return to_nfc(student.external) == to_nfc(text); },
        [&](const Student& student) { return !student.email.empty() && case_fold(student.email) == given; },
        [&](const Student& student) { return case_fold(student.name) == given; },
        [&](const Student& student) {
            const auto name = case_fold(student.name);
            return could_be_id ? has_word(name, given) : name.find(given) != std::string::npos;
        }};
    for (const auto& matches : kinds) {
        std::vector<Student> found;
        std::set<std::string> ids;
        for (const auto& student : students) {
            if (matches(student) && ids.insert(student.id).second) {
                found.push_back(student);
            }
        }
        if (!found.empty()) {
            return found;
        }
    }
    return {};
}

void require_one(const std::vector<Student>& meant, const std::string& text) {
    if (meant.size() <= 1) {
        return;
    }
    std::vector<std::string> names;
    std::transform(meant.begin(), meant.end(), std::back_inserter(names), described);
    throw with_hint(
        UsageError("\"{}\" means {} students", sanitize_line(text, longest_shown), meant.size()),
        "Give the id: " + join(names, ", "));
}

std::string student_meant(
    const Context& context, const std::string& lab, const std::string& class_name, const std::string& text) {
    if (is_id(text) && class_name.empty() && !lab.empty() && is_known(context, {lab, text})) {
        return text;
    }
    const auto found = students_meant(students_of(context, class_name), text);
    if (found.empty()) {
        if (!is_id(text)) {
            throw_unknown(text, class_name);
        }
        return text;
    }
    require_one(found, text);
    if (found.front().id != text) {
        context.observer.note(
            fmt::format("\"{}\" is {}", sanitize_line(text, longest_shown), described(found.front())));
    }
    return found.front().id;
}

} // namespace crocum
