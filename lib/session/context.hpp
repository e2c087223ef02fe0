#pragma once

#include "lib/base/clock.hpp"
#include "lib/base/lock.hpp"
#include "lib/config/config.hpp"
#include "lib/provider/providers.hpp"
#include "lib/session/observer.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace crocum {

class GradeRules;

/// The rules of grades, which are read when the first score is computed (grade_rules.hpp).
struct LazyGradeRules {
    std::once_flag once;
    std::shared_ptr<const GradeRules> rules;
};

/// What every use case needs: the host's settings, connections to what runs machines, a sink for progress, and how to
/// take locks.
struct Context {
    Config config;
    std::shared_ptr<Providers> providers;
    Observer& observer;
    std::string command;      ///< "crocum lab up hello -s demo": shown to other runs that find the lock taken
    Seconds lock_patience{0}; ///< how long to wait for a lock
    /// When this run began, before it waited for anything: lateness is decided by this time.
    Time begun = current_time();
    /// Whether this run ends its work on an instance when another run asks for the lock.
    Lock::Priority lock_priority = Lock::Priority::normal;
    std::shared_ptr<LazyGradeRules> rules = std::make_shared<LazyGradeRules>();

    /// The same run with another sink for progress.
    [[nodiscard]] Context with(Observer& other) const {
        return {config, providers, other, command, lock_patience, begun, lock_priority, rules};
    }
};

/// A context with this host's settings. Throws UsageError for a mistake in them, Error for a state directory that other
/// users can change.
[[nodiscard]] Context make_context(
    std::shared_ptr<Providers> providers, Observer& observer, std::string command, Seconds lock_patience = Seconds(0));

} // namespace crocum
