#pragma once

#include "cmd/command.hpp"

#include <string>
#include <vector>

namespace crocum {

/// The exit status of crocum's own failures for a verb that returns the status of a command in a machine (125, as with
/// env(1), timeout(1) and docker), also for a mistake in the arguments. 0 for other verbs: there the error decides.
[[nodiscard]] int own_failure(const std::vector<std::string>& arguments);

/// Parses the arguments (without the program's name) into an invocation: of a verb, or of a function that prints help
/// or the version. Throws UsageError, with the most similar verb as a hint when a verb is unknown.
[[nodiscard]] Invocation parse(const std::vector<std::string>& arguments);

} // namespace crocum
