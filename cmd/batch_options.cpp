#include "cmd/batch_options.hpp"

#include "lib/base/error.hpp"
#include "lib/base/interrupt.hpp"
#include "lib/base/text.hpp"
#include "lib/lab/ids.hpp"
#include "lib/session/locks.hpp"

#include <algorithm>

namespace crocum {

namespace {

constexpr int most_jobs = 256;

} // namespace

void add_student_options(Verb& verb, TargetSelection& who) {
    verb.texts("-s,--student", who.students, fmt::format("{} (repeatable)", student_help), "ID");
    verb.text("--class", who.class_name, "All students of this class", "NAME");
    verb.text("--group", who.group, "Only this group of the class", "GROUP");
}

void add_target_options(Verb& verb, TargetSelection& who, const std::string& all) {
    add_student_options(verb, who);
    verb.flag("--all", who.all, all);
}

void add_batch_options(Verb& verb, BatchOptions& options, Invocation& invocation) {
    add_lab_option(verb, options.lab);
    add_target_options(verb, options.who, "All students that have an instance of LAB");
    verb.number(
        "-j,--jobs", options.jobs, "Work on N students at a time (default: from the processors)", "N", 1, most_jobs);
    add_wait_option(verb, options);
    add_output_options(verb, options.output);
    add_events_option(verb, options.output, invocation);
}

void require_names(const TargetSelection& who) {
    if (!who.class_name.empty()) {
        return require_id("class", who.class_name); // Its roster may use other ids for students.
    }
    if (!who.group.empty()) {
        throw with_hint(UsageError("--group \"{}\" needs a class", sanitize_line(who.group, 60)), "Give --class NAME");
    }
}

void find_student(const Context& context, BatchOptions& options) {
    find_student(context, static_cast<LabOptions&>(options), options.who.matching);
    options.who.students = {options.student};
}

void require_targets(BatchOptions& options) {
    require_lab(options.lab);
    const auto& who = options.who;
    require_names(who);
    if (who.all && (!who.class_name.empty() || !who.students.empty())) {
        throw UsageError("--all cannot be combined with --class or -s");
    }
    if (!who.all && who.class_name.empty() && who.students.empty()) {
        throw UsageError("no student given: give -s STUDENT, --class NAME or --all");
    }
    if (!options.is_batch()) {
        options.student = who.students[0];
    }
}

std::string batch_signature(const std::string& verb, const BatchOptions& options) {
    auto text = fmt::format("crocum lab {} {}", verb, shell_word(options.lab));
    for (const auto& student : options.who.students) {
        text += " -s " + shell_word(student);
    }
    text += options.who.class_name.empty() ? "" : " --class " + options.who.class_name;
    text += options.who.group.empty() ? "" : " --group " + shell_word(options.who.group);
    return text + (options.who.all ? " --all" : "");
}

std::string batch_name(const std::string& lab, const BatchOptions& options) {
    return lab + ", " + to_string(options.who);
}

std::optional<Lock> lock_if_class(const Context& context, const std::string& lab, const BatchOptions& options) {
    if (!options.who.all && options.who.class_name.empty()) {
        return std::nullopt;
    }
    return lock_batch(context, lab, options.who);
}

Exit finish_batch(
    const Output& output,
    const std::string& command,
    const std::string& lab,
    const BatchOptions& options,
    const std::vector<BatchRow>& rows,
    const Json& more) {
    const auto exit = exit_of(rows);
    const int signal = interrupt_signal();
    if (output.wants_document()) {
        auto whole = document_head(command, signal != 0 ? 128 + signal : static_cast<int>(exit));
        whole.update(Json{
            {"lab", lab},
            {"class", options.who.class_name},
            {"group", options.who.group},
            {"outcomes", outcomes(rows)},
            {"students", json_list(rows)}});
        whole.update(more);
        output.document(whole);
    }
    check_interrupt();
    return exit;
}

} // namespace crocum
