#pragma once

#include "lib/lab/lab.hpp"
#include "lib/session/context.hpp"

namespace crocum {

/// A student's own values of the lab's parameters. Missing values are drawn and recorded. `known` are the values on the
/// instance's record; if they are complete, or if the lab has no parameters, no database is needed.
[[nodiscard]] ParameterValues student_parameters(
    const Context& context, const Lab& lab, const std::string& student, const ParameterValues& known = {});

/// The values as environment variables for scripts: CROCUM_NAME=value.
[[nodiscard]] std::vector<std::string> as_environment(const ParameterValues& values);

/// Removes the recorded values of a student.
void forget_parameters(const Context& context, const Lab& lab, const std::string& student) noexcept;

} // namespace crocum
