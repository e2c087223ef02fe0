#pragma once

#include "lib/report/gradebook.hpp"
#include "lib/session/context.hpp"
#include "lib/session/targets.hpp"

#include <string>
#include <vector>

namespace crocum {

struct GradebookOptions {
    std::string lab;
    TargetSelection who; ///< a class, some of it, or students by their ids
    AttemptPolicy policy = AttemptPolicy::last;
};

/// The scores of a class in a lab: everybody of the roster, and who left and has attempts. Needs no machine and no lab
/// folder. `notes` is what the user should know of where it was read from. Throws UsageError where the lab, the class
/// or a student is not known.
[[nodiscard]] Gradebook gradebook(
    const Context& context, const GradebookOptions& options, std::vector<std::string>& notes);

/// One student's scores in every lab: a gradebook a lab, with one row each.
[[nodiscard]] std::vector<Gradebook> sheet_of_student(
    const Context& context, const std::string& student, AttemptPolicy policy, std::vector<std::string>& notes);

} // namespace crocum
