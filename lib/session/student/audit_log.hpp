#pragma once

#include "lib/session/context.hpp"

#include <string>

namespace crocum {

/// Appends a line to STATE/console.log: time, student, and text, sanitised and cut.
void write_audit_log(const Context& context, const std::string& student, const std::string& what);

} // namespace crocum
