#pragma once

#include "lib/session/students_way.hpp"

#include <string>

namespace crocum {

/// Joins this terminal with a machine's console until Ctrl-] or the console's end. Throws UsageError where stdin is no
/// terminal, and what StudentsWay::console does.
void join_console(StudentsWay& way, const std::string& lab, const std::string& machine);

} // namespace crocum
