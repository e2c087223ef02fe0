#pragma once

#include "lib/session/students_way.hpp"

#include <string>

namespace crocum {

/// Joins this terminal with a machine's console until Ctrl-], the console's end, or nothing having been typed for so
/// long. False where the session should end too: nobody is there, or libvirt did not let go of the console. Throws
/// StudentError where stdin is no terminal, and what StudentsWay::console does.
[[nodiscard]] bool join_console(
    StudentsWay& way, const std::string& lab, const std::string& machine, Seconds longest_idle);

} // namespace crocum
