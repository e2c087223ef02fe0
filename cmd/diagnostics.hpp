#pragma once

#include "cmd/output.hpp"
#include "lib/base/json.hpp"
#include "lib/session/validate/validate.hpp"

namespace crocum {

/// Diagnostics, a line each, and the summary: "hello: 7 checks, 10 points, 1 machine: valid, 2 warnings".
void show(const Output& output, const Validation& validation);

[[nodiscard]] Json to_document(const Validation& validation);

} // namespace crocum
