#pragma once

#include "lib/session/session.hpp"

#include <string>

namespace crocum {

/// STATE/console.log: time, student, what; sanitised and cut.
void log_console(const Session& session, const std::string& student, const std::string& what);

} // namespace crocum
