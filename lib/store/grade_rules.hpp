#pragma once

#include "lib/lab/attempt_policy.hpp"
#include "lib/store/due_dates.hpp"
#include "lib/store/instance.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace crocum {

/// What decides scores besides attempts, regrades and decisions. Thread-safe.
class GradeRules {
public:
    /// `policy_of_lab` is called at most once for each lab.
    GradeRules(std::map<InstanceId, DueDate> due_dates, std::function<AttemptPolicy(const std::string&)> policy_of_lab)
        : due_dates_(std::move(due_dates)), policy_of_lab_(std::move(policy_of_lab)) {}

    /// The due date of a student for a lab; null when there is none.
    [[nodiscard]] const DueDate* due(const InstanceId& id) const {
        const auto found = due_dates_.find(id);
        return found == due_dates_.end() ? nullptr : &found->second;
    }

    /// Which of the attempts in this lab counts.
    [[nodiscard]] AttemptPolicy policy(const std::string& lab) const {
        const std::lock_guard guard(mutex_);
        const auto known = policies_.find(lab);
        return known != policies_.end() ? known->second : policies_[lab] = policy_of_lab_(lab);
    }

private:
    std::map<InstanceId, DueDate> due_dates_;
    std::function<AttemptPolicy(const std::string&)> policy_of_lab_;
    mutable std::mutex mutex_;
    mutable std::map<std::string, AttemptPolicy> policies_;
};

} // namespace crocum
