#pragma once

#include "cmd/console.hpp"
#include "cmd/verb.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace crocum {

/// What a command line asks for. Parsing only records it; main runs it, so that no work throws through the parser.
struct Invocation {
    std::vector<std::string> command; ///< what stood after "--"; taken off before the parser sees the rest
    bool takes_command = false;
    std::function<int()> run; ///< set by the verb; returns the exit status
    std::string interrupted;  ///< what has become of the work when a signal ends it; nothing where there is none
};

/// Seconds that a bare --wait means: as good as for ever.
constexpr int longest_wait = 7 * 86400;

/// Options that every verb on instances has.
struct LabOptions {
    OutputOptions output;
    std::string lab;
    std::string student;
    int wait = 0; ///< seconds
};

/// Adds LAB to a verb.
void add_lab_option(Verb& verb, std::string& lab);

/// Adds LAB and -s/--student to a verb. They are checked by the verb itself: the parser would complain of them before
/// it mentions a mistyped option.
void add_instance_options(Verb& verb, LabOptions& options);

/// --wait, for verbs that hold an instance's lock.
void add_wait_option(Verb& verb, LabOptions& options);

/// Those, --wait and the output options: for verbs that hold an instance's lock.
void add_lab_options(Verb& verb, LabOptions& options);

/// --json, -q, -v, --color.
void add_output_options(Verb& verb, OutputOptions& options);
void add_json_option(Verb& verb, OutputOptions& options);

/// Throws UsageError where LAB is missing.
void require_lab(const LabOptions& options);

/// Throws UsageError where LAB or STUDENT is missing or no valid id.
void require_lab_and_student(const LabOptions& options);

/// What a LAB that may be a folder calls its lab: the last part of the path. Not checked.
[[nodiscard]] std::string lab_name(const std::string& lab);

/// The id that LAB stands for, without looking for the lab: an instance can be handled after its folder has gone.
/// Throws UsageError.
[[nodiscard]] std::string lab_id(const std::string& lab);

/// The lab that LAB names. Throws UsageError, which tells of the instance where only the lab's folder has gone.
[[nodiscard]] Lab named_lab(const Context& context, const LabOptions& options);

/// The folder that LAB names, where it is one and not a name; else empty.
[[nodiscard]] std::filesystem::path named_folder(const std::string& lab);

/// The instance that LAB and -s name. Throws UsageError, also where LAB is a folder and the instance was made from
/// another one of the same name.
[[nodiscard]] InstanceId named_instance(const Context& context, const LabOptions& options);

/// Throws UsageError where it is no student's id; of somebody whom a roster calls so the hint has it.
void require_student(const std::string& id);

/// Throws UsageError where LAB is a name, and nothing of that name is known.
void require_known(const Context& context, const std::string& lab);

/// "crocum lab up hello -s demo": how a run signs its lock.
[[nodiscard]] std::string signature(const std::string& verb, const LabOptions& options);

/// The head of every JSON document: schema, command, ok, exit.
[[nodiscard]] Json document_head(const std::string& command, int exit);

/// `object` with the head before it.
[[nodiscard]] Json document(const std::string& command, Exit exit, const Json& object);

/// Each verb adds itself to its group and records what it does.
void add_lab_up(CLI::App& lab, Invocation& invocation);
void add_lab_check(CLI::App& lab, Invocation& invocation);
void add_lab_status(CLI::App& lab, Invocation& invocation);
void add_lab_list(CLI::App& lab, Invocation& invocation);
void add_lab_exec(CLI::App& lab, Invocation& invocation);
void add_lab_down(CLI::App& lab, Invocation& invocation);
void add_lab_validate(CLI::App& lab, Invocation& invocation);
void add_lab_verify(CLI::App& lab, Invocation& invocation);
void add_lab_show(CLI::App& lab, Invocation& invocation);
void add_lab_task(CLI::App& lab, Invocation& invocation);
void add_lab_regrade(CLI::App& lab, Invocation& invocation);
void add_grade_set(CLI::App& grade, Invocation& invocation);
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

/// `crocum __bridge LAB STUDENT`: what crocum's Python package starts to reach machines, over stdin and stdout.
[[nodiscard]] int run_bridge(const std::string& lab, const std::string& student);

} // namespace crocum
