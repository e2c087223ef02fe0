#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"

namespace crocum {

/// A student's own values of the lab's parameters; drawn and recorded where that has not been done. `known`: those of
/// the instance's record, which are enough where they are all. A lab without parameters needs no database.
[[nodiscard]] ParameterValues student_parameters(
    const Context& context, const Lab& lab, const std::string& student, const ParameterValues& known = {});

/// As scripts get them: CROCUM_NAME=value.
[[nodiscard]] std::vector<std::string> as_environment(const ParameterValues& values);

/// Nobody's values are kept.
void forget_parameters(const Context& context, const Lab& lab, const std::string& student) noexcept;

} // namespace crocum
