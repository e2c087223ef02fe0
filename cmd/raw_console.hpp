#pragma once

#include "lib/base/clock.hpp"
#include "lib/session/student/portal.hpp"

#include <string>

namespace crocum {

/// Joins this terminal with a machine's console until Ctrl-], the console's end, or nothing having been typed for so
/// long. False where the session should end too: nobody is there, or libvirt did not let go of the console. Throws
/// StudentError where stdin is no terminal, and what StudentPortal::console does.
[[nodiscard]] bool join_console(
    StudentPortal& way, const std::string& lab, const std::string& machine, Seconds longest_idle);

} // namespace crocum
