#pragma once

#include "cmd/output.hpp"
#include "cmd/verb.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/session/student_names.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace crocum {

/// The action that a command line requests. The parser only records it, and main runs it, so that no exception of the
/// action passes through the parser.
struct Invocation {
    std::vector<std::string> command; ///< the words after "--"; removed before the rest is parsed
    bool takes_command = false;
    std::function<int()> run;                                              ///< set by the verb; returns the exit status
    std::shared_ptr<EventStream> events = std::make_shared<EventStream>(); ///< of --events
    std::string interrupted; ///< the message about unfinished work when a signal ends the verb; can be empty
};

/// The exit status of crocum's own failures for a verb that returns the status of a command, as with env(1).
constexpr int own_failure_status = 125;

/// The time of a bare --wait, in seconds: practically unlimited.
constexpr int longest_wait = 7 * 86400;

/// Options of all verbs on instances.
struct LabOptions {
    OutputOptions output;
    std::string lab;
    std::string student;
    int wait = 0; ///< seconds
};

/// Adds LAB to a verb.
void add_lab_option(Verb& verb, std::string& lab);

/// Adds LAB and -s/--student to a verb. The verb itself checks that they are there: the parser would report a missing
/// one before a mistyped option.
void add_instance_options(Verb& verb, LabOptions& options);

/// --wait, for verbs that hold an instance's lock.
void add_wait_option(Verb& verb, LabOptions& options);

/// Adds LAB, -s, --wait and the output options: for verbs that hold an instance's lock.
void add_lab_options(Verb& verb, LabOptions& options);

/// --json, -q, -v, --color.
void add_output_options(Verb& verb, OutputOptions& options);
void add_json_option(Verb& verb, OutputOptions& options);

/// --events, for verbs that take more than a second.
void add_events_option(Verb& verb, OutputOptions& options, Invocation& invocation);

/// Throws UsageError when LAB is missing.
void require_lab(const std::string& lab);

/// Throws UsageError when LAB or STUDENT is missing.
void require_lab_and_student(const LabOptions& options);

/// The name of the lab when LAB is a name or a folder: the last part of the path. The name is not checked.
[[nodiscard]] std::string lab_name(const std::string& lab);

/// The id of the lab that LAB names. The lab folder need not exist any more. Throws UsageError.
[[nodiscard]] std::string lab_id(const std::string& lab);

/// The lab that LAB names. Throws UsageError; when only the lab folder is missing, the error names the instance.
[[nodiscard]] Lab named_lab(const Context& context, const LabOptions& options);

/// The folder that LAB names; empty when LAB is a name.
[[nodiscard]] std::filesystem::path named_folder(const std::string& lab);

/// The description of -s: student_meant() finds the student.
inline constexpr const char* student_help = "The student: id, e-mail address or name";

/// The instance that LAB and -s name. Throws UsageError, as student_meant(), also when LAB is a folder and the instance
/// was created from another folder of the same name.
[[nodiscard]] InstanceId named_instance(const Context& context, const LabOptions& options);

/// Replaces the student as typed by the id of the student who is meant. Throws as student_meant().
void find_student(const Context& context, LabOptions& options, Matching matching = Matching::names_too);

/// Throws UsageError when this is not a valid student id. The hint names the id that crocum uses for this id of a
/// roster.
void require_student(const std::string& id);

/// Throws UsageError when LAB is a name, and no lab, instance or attempt has this name.
void require_known(const Context& context, const std::string& lab);

/// "crocum lab up hello -s demo": the command as its lock names it.
[[nodiscard]] std::string signature(const std::string& verb, const LabOptions& options);

/// The head of every JSON document: schema, command, ok, exit.
[[nodiscard]] Json document_head(const std::string& command, int exit);

/// `object` with the head before it.
[[nodiscard]] Json document(const std::string& command, Exit exit, const Json& object);

/// Each verb adds itself to its group, with its action.
void add_lab_up(CLI::App& lab, Invocation& invocation);
void add_lab_check(CLI::App& lab, Invocation& invocation);
void add_lab_status(CLI::App& lab, Invocation& invocation);
void add_lab_list(CLI::App& lab, Invocation& invocation);
void add_lab_exec(CLI::App& lab, Invocation& invocation);
void add_lab_solve(CLI::App& lab, Invocation& invocation);
void add_lab_down(CLI::App& lab, Invocation& invocation);
void add_lab_validate(CLI::App& lab, Invocation& invocation);
void add_lab_verify(CLI::App& lab, Invocation& invocation);
void add_lab_show(CLI::App& lab, Invocation& invocation);
void add_lab_task(CLI::App& lab, Invocation& invocation);
void add_lab_regrade(CLI::App& lab, Invocation& invocation);
void add_grade_set(CLI::App& grade, Invocation& invocation);
void add_grade_clear(CLI::App& grade, Invocation& invocation);
void add_grade_list(CLI::App& grade, Invocation& invocation);
void add_due_set(CLI::App& group, Invocation& invocation);
void add_due_list(CLI::App& group, Invocation& invocation);
void add_due_clear(CLI::App& group, Invocation& invocation);
void add_class_import(CLI::App& group, Invocation& invocation);
void add_class_list(CLI::App& group, Invocation& invocation);
void add_class_show(CLI::App& group, Invocation& invocation);
void add_class_export(CLI::App& group, Invocation& invocation);
void add_class_remove(CLI::App& group, Invocation& invocation);
void add_db_check(CLI::App& group, Invocation& invocation);
void add_db_backup(CLI::App& group, Invocation& invocation);
void add_db_migrate(CLI::App& group, Invocation& invocation);
void add_db_rebuild(CLI::App& group, Invocation& invocation);
void add_report(CLI::App& app, Invocation& invocation);
void add_console(CLI::App& app, Invocation& invocation);
void add_python_path(CLI::App& app, Invocation& invocation);

/// `crocum __bridge LAB STUDENT`: crocum's Python package starts this to reach machines, over stdin and stdout.
[[nodiscard]] int run_bridge(const std::string& lab, const std::string& student);

} // namespace crocum
