#pragma once

#include "cmd/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace crocum {

/// The whole command line: global flags and the explicit list of verbs. Parsing fills `invocation`.
[[nodiscard]] std::unique_ptr<CLI::App> make_app(Invocation& invocation);

/// The exit status of crocum's own failures where others belong to a command in a machine (as env(1), timeout(1) and
/// docker do), also of a mistake in the arguments; 0 where the error decides.
[[nodiscard]] int own_failure(const std::vector<std::string>& arguments);

/// Parses the arguments (without the program's name) into what to do: a verb, or printing help or the version.
/// Throws UsageError, with the nearest verb where one was mistyped.
[[nodiscard]] Invocation parse(const std::vector<std::string>& arguments);

} // namespace crocum
