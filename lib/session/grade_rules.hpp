#pragma once

#include "lib/session/context.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/grade_rules.hpp"

#include <map>

namespace crocum {

/// The rules of this host's classes, read once for a run. When the database cannot be used, a note says so and there
/// are no rules: grading never depends on the database.
[[nodiscard]] const GradeRules& grade_rules(const Context& context);

/// The due dates as they are now, which others may have changed since this run began. Throws Error when the database
/// cannot be used.
[[nodiscard]] std::map<InstanceId, DueDate> read_due_dates(const Config& config);

/// Lets grade_rules() read the rules again. Not while other threads use them.
void forget_grade_rules(Context& context);

/// The kept attempts, with scores by these rules.
[[nodiscard]] Attempts attempts_of(const Context& context);

} // namespace crocum
