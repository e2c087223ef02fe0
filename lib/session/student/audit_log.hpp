#pragma once

#include "lib/session/context.hpp"

#include <string>

namespace crocum {

/// STATE/console.log: time, student, what; sanitised and cut.
void write_audit_log(const Context& context, const std::string& student, const std::string& what);

} // namespace crocum
