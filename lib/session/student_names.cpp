#include "lib/session/student_names.hpp"

#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"
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

bool has_words(const std::string& name, const std::string& part) {
    const auto all = words(name);
    const auto wanted = words(part);
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
        return std::find(all.begin(), all.end(), word) != all.end();
    });
}

std::string described(const Student& student) {
    return student.name.empty() ? student.id
                                : fmt::format("{} ({})", student.id, sanitize_line(student.name, longest_shown));
}

/// Students of a class, or of all classes. Nobody when there is no database, which is not created for this.
std::vector<Student> students_of(const Context& context, const std::string& class_name) {
    const auto& config = context.config;
    if (!Database::exists(config.database, config.state)) {
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

std::vector<Student> students_meant(const std::vector<Student>& students, const std::string& text, Matching matching) {
    if (words(text).empty()) {
        return {};
    }
    const auto given = case_fold(text);
    std::vector<std::function<bool(const Student&)>> kinds{
        [&](const Student& student) { return student.id == text; },
        [&](const Student& student) { return to_nfc(student.external) == to_nfc(text); },
        [&](const Student& student) { return !student.email.empty() && case_fold(student.email) == given; }};
    if (matching == Matching::names_too) {
        kinds.emplace_back([&](const Student& student) { return case_fold(student.name) == given; });
        kinds.emplace_back([&](const Student& student) { return has_words(case_fold(student.name), given); });
    }
    for (const auto& matches : kinds) {
        std::vector<Student> found;
        std::set<std::string> ids;
        for (const bool left : {false, true}) {
            for (const auto& student : students) {
                if (student.left == left && matches(student) && ids.insert(student.id).second) {
                    found.push_back(student);
                }
            }
            if (!found.empty()) {
                return found;
            }
        }
    }
    return {};
}

std::optional<Student> student_among(
    const Context& context, const std::vector<Student>& students, const std::string& text, Matching matching) {
    const auto meant = students_meant(students, text, matching);
    if (meant.empty()) {
        return std::nullopt;
    }
    if (meant.size() > 1) {
        std::vector<std::string> names;
        std::transform(meant.begin(), meant.end(), std::back_inserter(names), described);
        throw with_hint(
            UsageError("\"{}\" means {} students", sanitize_line(text, longest_shown), meant.size()),
            "Give the id: " + join(names, ", "));
    }
    if (meant.front().id != text) {
        context.observer.note(
            fmt::format("\"{}\" is {}", sanitize_line(text, longest_shown), described(meant.front())));
    }
    return meant.front();
}

std::string student_meant(
    const Context& context,
    const std::string& lab,
    const std::string& class_name,
    const std::string& text,
    Matching matching) {
    if (is_id(text) && class_name.empty() && !lab.empty() && is_known(context, {lab, text})) {
        return text;
    }
    const auto found =
        student_among(context, students_of(context, class_name), text, is_id(text) ? matching : Matching::names_too);
    if (!found && !is_id(text)) {
        throw_unknown(text, class_name);
    }
    return found ? found->id : text;
}

} // namespace crocum
