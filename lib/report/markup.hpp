#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// Escapes a text for HTML or XML, also for an attribute. Characters that XML 1.0 does not allow are left out.
[[nodiscard]] std::string markup(std::string_view text);

} // namespace crocum
