#pragma once

#include <string_view>

namespace crocum {

/// "0.1.0 (1a2b3c4)": the version and, in a build from a checkout, its commit.
[[nodiscard]] std::string_view version();

} // namespace crocum
