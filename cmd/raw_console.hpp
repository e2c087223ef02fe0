#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/student/portal.hpp"

#include <string>

namespace crocum {

/// Connects this terminal to a machine's console until Ctrl-], the end of the console, or `longest_idle` without input.
/// Returns false when the session should end too: after `longest_idle`. A console that the provider does not release is
/// left behind: it ends when the machine reads again, or when its console is opened again.
/// Throws StudentError when stdin is not a terminal, and the exceptions of StudentPortal::console.
[[nodiscard]] bool join_console(
    StudentPortal& portal, const std::string& lab, const std::string& machine, Seconds longest_idle);

} // namespace crocum
