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

/// Options of a verb that is about one student or about many.
struct BatchOptions : LabOptions {
    TargetSelection who;
    int jobs = 0; ///< 0: chosen from the host

    /// More than one student may be meant: the output is a row for each.
    [[nodiscard]] bool is_batch() const { return who.all || !who.class_name.empty() || who.students.size() > 1; }

    [[nodiscard]] std::optional<unsigned> students_at_once() const {
        return jobs > 0 ? std::optional(static_cast<unsigned>(jobs)) : std::nullopt;
    }
};

/// LAB, -s (repeatable), --class, --group, --all, -j, --wait and the output options.
void add_batch_options(Verb& verb, BatchOptions& options);

/// Throws UsageError for a class or a student that can be none, and for a group without its class.
void require_names(const TargetSelection& who);

/// Throws UsageError where LAB is missing, or nobody is meant, or what is meant contradicts itself. Of one student
/// alone the id is in `student` afterwards.
void require_targets(BatchOptions& options);

/// What a batch is called in messages: "hello, class net".
[[nodiscard]] std::string batch_name(const std::string& lab, const BatchOptions& options);

/// Keeps a second batch about the same class, or about everybody, out; nothing where students were named one by one.
/// Throws LockedError.
[[nodiscard]] std::optional<Lock> lock_if_class(
    const Context& context, const std::string& lab, const BatchOptions& options);

/// The end of a batch: its summary, or its JSON document with `more` in it. Throws Interrupted where a signal had
/// arrived.
Exit finish_batch(
    const Console& console,
    const BatchView& view,
    const std::string& command,
    const std::string& lab,
    const BatchOptions& options,
    const std::vector<BatchRow>& rows,
    const Json& more = Json::object());

/// "crocum lab check hello --class net": how a run signs its locks.
[[nodiscard]] std::string batch_signature(const std::string& verb, const BatchOptions& options);

} // namespace crocum
