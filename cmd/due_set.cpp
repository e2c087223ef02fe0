#include "cmd/due_options.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/text.hpp"
#include "lib/session/due.hpp"

#include <algorithm>

namespace crocum {

namespace {

struct SetDueOptions : DueOptions {
    std::string at;
    std::string late;
};

/// "  before: due 2026-12-01 23:59 CET (in 3 days), late work: none"; empty when nothing else was set before.
std::string replaced(const SetDueDate& set) {
    if (!set.before || (set.before->at == set.now.at && set.before->late == set.now.late)) {
        return "";
    }
    return fmt::format("  before: {}\n", describe_due(*set.before, current_time()));
}

Json to_document(const SetDueDate& set) {
    auto object = to_json(set.now);
    object["before"] = set.before ? to_json(*set.before) : Json();
    return object;
}

/// Returns the students whose extension is earlier than the date of their class, and names them.
std::vector<std::string> note_earlier_extensions(const Context& context, const DueOrder& order) {
    std::vector<std::string> students;
    for (const auto& due : extensions_before(context, order.lab, order.class_name, order.at)) {
        students.push_back(due.student);
    }
    if (!students.empty()) {
        const bool one = students.size() == 1;
        context.observer.note(fmt::format(
            "the due date of the class is later than the extension{} of {}, whose own date{} still {}: \"crocum due "
            "clear {} --class {} -s {}\" removes {}",
            one ? "" : "s",
            join(students, ", "),
            one ? "" : "s",
            one ? "counts" : "count",
            shell_word(order.lab),
            order.class_name,
            join(students, " -s "),
            one ? "it" : "them"));
    }
    return students;
}

Exit run_set_due(const SetDueOptions& options) {
    require_due_target(options);
    if (options.at.empty()) {
        throw with_hint(UsageError("no time given: give TIME"), "Write it as 2026-12-01T23:59 or \"2026-12-01 23:59\"");
    }
    DueOrder order;
    if (!options.late.empty()) {
        order.late = late_policy_from(options.late);
    }
    const Output output(options.output);
    Progress progress(output);
    auto context = open_context(progress, "crocum due set");
    order.at = time_from(options.at, "TIME"); // In the zone of the configuration.
    require_known(context, options.lab);
    order.lab = lab_id(options.lab);
    order.class_name = options.class_name;
    order.students = due_students(context, options);
    const auto set = set_due(context, order);
    Json dates = Json::array();
    for (const auto& one : set) {
        output.result(due_line(one.now, current_time()) + replaced(one));
        dates.push_back(to_document(one));
    }
    const auto earlier = order.students.empty() ? note_earlier_extensions(context, order) : std::vector<std::string>();
    const auto own = students_with_own_deadline(context, order.lab, order.class_name, order.students);
    if (!own.empty()) {
        context.observer.note(fmt::format(
            "{} that {} keep the deadline of their run (--deadline): \"crocum lab regrade {} --class {}{} --deadline "
            "due\" lets the due date apply",
            plural(own.size(), "attempt"),
            own.size() == 1 ? "counts" : "count",
            shell_word(options.lab),
            order.class_name,
            order.students.empty() ? "" : " -s " + join(order.students, " -s ")));
    }
    for (const auto& [other, students] : students_in_other_classes(context, order.class_name, order.students)) {
        constexpr std::size_t named = 3;
        const auto count = std::min(students.size(), named);
        const std::vector<std::string> first(students.begin(), students.begin() + static_cast<std::ptrdiff_t>(count));
        context.observer.note(fmt::format(
            "{} of this class {} also in class {} ({}{}): of the due dates of both classes the latest counts, in the "
            "lists of both",
            plural(students.size(), "student"),
            students.size() == 1 ? "is" : "are",
            other,
            join(first, ", "),
            students.size() > count ? fmt::format(" and {} more", students.size() - count) : ""));
    }
    if (output.json()) {
        output.document(document(
            "due set",
            Exit::done,
            {{"lab", order.lab}, {"dates", dates}, {"own_deadline", own}, {"earlier_extensions", earlier}}));
    }
    return Exit::done;
}

} // namespace

void add_due_set(CLI::App& group, Invocation& invocation) {
    Verb verb(group, "set", "Set when a lab is due for a class, or an extension for a student");
    auto options = std::make_shared<SetDueOptions>();
    add_due_options(verb, *options);
    verb.text(
        "TIME",
        options->at,
        "\"2026-12-01 23:59\" or 2026-12-01T23:59; without a zone (Z, +03:00), in that of TZ or the setting timezone",
        "");
    verb.text(
        "--late",
        options->late,
        "Penalty for late work: none, cut-off, 10 (percent a day), 10:50 (at most 50)",
        "PENALTY");
    verb.epilogue("Every attempt is late or in time by the start of its run, also attempts from before this command: "
                  "all lists and\n"
                  "reports follow at once. Without --late, a date that is replaced keeps its penalty (--late none "
                  "removes it); a\n"
                  "new one has that of lab.yaml at this moment, a new extension that of the class. \"lab check "
                  "--deadline\"\n"
                  "sets a deadline for one run only.\n\n"
                  "Examples:\n"
                  "  crocum due set hello --class net-2026 2026-12-01T23:59\n"
                  "  crocum due set hello --class net-2026 2026-12-01T23:59 --late 10:50\n"
                  "  crocum due set hello --class net-2026 -s ann 2026-12-08T23:59\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_set_due(*options)); }; });
}

} // namespace crocum
