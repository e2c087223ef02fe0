#pragma once

#include "lib/report/gradebook.hpp"
#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crocum {

struct GradebookOptions {
    std::string lab;
    TargetSelection who;                 ///< a class, a part of it, or students by their ids
    std::optional<AttemptPolicy> policy; ///< nothing: that of the lab
};

/// The scores of a class in a lab: all students of the roster, and students who left and have attempts. Needs no
/// machine and no lab folder. `notes` gets notes for the user about the source of the data. Throws UsageError when the
/// lab, the class or a student is unknown.
[[nodiscard]] Gradebook gradebook(
    const Context& context, const GradebookOptions& options, std::vector<std::string>& notes);

/// One student's scores in all labs: one gradebook for each lab, with one row.
[[nodiscard]] std::vector<Gradebook> sheet_of_student(
    const Context& context,
    const std::string& student,
    std::optional<AttemptPolicy> policy,
    std::vector<std::string>& notes);

} // namespace crocum
