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
    std::string started; ///< ISO 8601; empty where the name does not say
    std::filesystem::path folder;
    bool stands = false;                     ///< its score is the student's
    std::optional<Grading> grading;          ///< nothing where it was not finished, or cannot be read
    std::string error;                       ///< why it cannot be read
    std::string at_work;                     ///< who is at it just now, where it is not finished for that reason
    std::map<std::string, Evidence> records; ///< by suite, of a finished one
    std::map<std::string, std::vector<LooseRecord>> loose; ///< by suite, of one that was not finished
};

/// The name of the attempt that `prefix` begins; the whole name always does. Throws UsageError where that is none, or
/// several.
[[nodiscard]] std::string named_attempt(const Attempts& attempts, const InstanceId& id, const std::string& prefix);

/// Throws Error, with what to do, where nobody has checked this instance.
void require_attempts(const Attempts& attempts, const InstanceId& id);

/// An attempt with everything that vouches for it; the standing one where `prefix` is empty. Needs neither the instance
/// nor the lab's folder. Throws Error where it cannot be read.
[[nodiscard]] KeptAttempt show(const Context& context, const InstanceId& id, const std::string& prefix);

/// All attempts, newest first, without their evidence. One that cannot be read hides no other.
[[nodiscard]] std::vector<KeptAttempt> kept_attempts(const Context& context, const InstanceId& id);

/// The newest attempt before `name` that somebody decided something on; empty where there is none. Decisions are on one
/// attempt: a later one does not have them.
[[nodiscard]] std::string earlier_decision(const Attempts& attempts, const InstanceId& id, const std::string& name);

} // namespace crocum
