#include "cmd/due_options.hpp"

#include "cmd/batch_options.hpp"
#include "lib/base/error.hpp"
#include "lib/session/student_names.hpp"

#include <algorithm>
#include <iterator>

namespace crocum {

void add_due_options(Verb& verb, DueOptions& options) {
    add_lab_option(verb, options.lab);
    verb.text("--class", options.class_name, "The class", "NAME");
    verb.texts("-s,--student", options.students, "Only this student: an extension (repeatable)", "ID");
    add_output_options(verb, options.output);
}

void require_due_target(const DueOptions& options) {
    require_lab(options.lab);
    if (options.class_name.empty()) {
        throw UsageError("no class given: give --class NAME");
    }
    TargetSelection who;
    who.students = options.students;
    who.class_name = options.class_name;
    require_names(who);
}

std::vector<std::string> due_students(const Context& context, const DueOptions& options) {
    std::vector<std::string> ids;
    std::transform(options.students.begin(), options.students.end(), std::back_inserter(ids), [&](const auto& text) {
        return student_meant(context, "", options.class_name, text);
    });
    return ids;
}

std::string due_line(const DueDate& due, Time now) {
    return fmt::format(
        "{}, class {}{}: {}\n",
        due.lab,
        due.class_name,
        due.is_extension() ? ", " + due.student : "",
        describe_due(due, now));
}

} // namespace crocum
