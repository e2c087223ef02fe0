#pragma once

#include "lib/store/due_dates.hpp"
#include "lib/store/instance.hpp"

#include <map>

namespace crocum {

/// What decides scores besides attempts, regrades and decisions.
struct GradeRules {
    std::map<InstanceId, DueDate> due_dates;

    /// Null when the student has none for this lab.
    [[nodiscard]] const DueDate* due(const InstanceId& id) const {
        const auto found = due_dates.find(id);
        return found == due_dates.end() ? nullptr : &found->second;
    }
};

} // namespace crocum
