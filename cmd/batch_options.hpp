#pragma once

#include "cmd/batch_view.hpp"
#include "cmd/command.hpp"
#include "lib/base/json.hpp"
#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// Options of a verb that takes one student or several.
struct BatchOptions : LabOptions {
    TargetSelection who;
    int jobs = 0; ///< 0: chosen from the host

    /// The command line can name more than one student: the output has a row for each.
    [[nodiscard]] bool is_batch() const { return who.all || !who.class_name.empty() || who.students.size() > 1; }

    [[nodiscard]] std::optional<unsigned> students_at_once() const {
        return jobs > 0 ? std::optional(static_cast<unsigned>(jobs)) : std::nullopt;
    }
};

/// -s (repeatable), --class and --group.
void add_student_options(Verb& verb, TargetSelection& who);

/// The same, and --all with this description.
void add_target_options(Verb& verb, TargetSelection& who, const std::string& all);

/// LAB, -s (repeatable), --class, --group, --all, -j, --wait, --events and the output options.
void add_batch_options(Verb& verb, BatchOptions& options, Invocation& invocation);

/// Throws UsageError for an invalid name of a class, and for a group without a class.
void require_names(const TargetSelection& who);

/// Throws UsageError when LAB is missing, when no student is named, or when options contradict each other. Sets
/// `student`, as it was typed, when exactly one student is named: see find_student().
void require_targets(BatchOptions& options);

/// Replaces the only student that the command line names by the id of the student who is meant. Throws as
/// student_meant().
void find_student(const Context& context, BatchOptions& options);

/// The name of a batch in messages: "hello, class net".
[[nodiscard]] std::string batch_name(const std::string& lab, const BatchOptions& options);

/// Takes the lock that excludes a second batch for the same class, or for all students. Returns nothing when students
/// were named one by one. Throws LockedError.
[[nodiscard]] std::optional<Lock> lock_if_class(
    const Context& context, const std::string& lab, const BatchOptions& options);

/// Prints the JSON document of a batch, if it is asked for, with the fields of `more`. Returns the exit status. Throws
/// Interrupted when a signal has arrived.
Exit finish_batch(
    const Output& output,
    const std::string& command,
    const std::string& lab,
    const BatchOptions& options,
    const std::vector<BatchRow>& rows,
    const Json& more = Json::object());

/// "crocum lab check hello --class net": the command as its locks name it.
[[nodiscard]] std::string batch_signature(const std::string& verb, const BatchOptions& options);

} // namespace crocum
