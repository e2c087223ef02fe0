#pragma once

#include "lib/session/context.hpp"
#include "lib/store/attempts.hpp"
#include "lib/store/evidence.hpp"
#include "lib/store/grading.hpp"
#include "lib/store/instance.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace crocum {

/// One kept attempt, finished or not.
struct KeptAttempt {
    InstanceId id;
    std::string name;
    std::string started; ///< ISO 8601; empty if it is unknown
    std::filesystem::path folder;
    bool is_current = false;                               ///< the current attempt, which gives the student's score
    std::optional<Grading> grading;                        ///< nothing if it was not finished, or cannot be read
    std::string error;                                     ///< why it cannot be read
    std::string at_work;                                   ///< the command that is still running this attempt
    std::map<std::string, Evidence> records;               ///< by suite, of a finished attempt
    std::map<std::string, std::vector<LooseRecord>> loose; ///< by suite, of an unfinished attempt
};

/// The attempt whose name is `prefix`, or begins with it. Throws UsageError when there is none, or several.
[[nodiscard]] std::string named_attempt(const Attempts& attempts, const InstanceId& id, const std::string& prefix);

/// Throws Error, with a hint, when the instance has no attempt.
void require_attempts(const Attempts& attempts, const InstanceId& id);

/// An attempt with its evidence; the current attempt if `prefix` is empty. Needs neither the instance nor the lab
/// folder. Throws Error when it cannot be read.
[[nodiscard]] KeptAttempt show(const Context& context, const InstanceId& id, const std::string& prefix);

/// All attempts, newest first, without their evidence. An attempt that cannot be read does not hide the others.
[[nodiscard]] std::vector<KeptAttempt> kept_attempts(const Context& context, const InstanceId& id);

} // namespace crocum
