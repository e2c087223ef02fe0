#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// Text within HTML or XML, also within an attribute. Characters that XML 1.0 cannot have are left out.
[[nodiscard]] std::string markup(std::string_view text);

} // namespace crocum
