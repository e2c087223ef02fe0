#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// The text without blanks, tabs and no-break spaces around it.
[[nodiscard]] std::string trimmed(std::string_view text);

} // namespace crocum
