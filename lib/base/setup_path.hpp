#pragma once

#include <string>

namespace crocum {

/// The path of a script or folder of labs/setup, for hints: "image" -> /usr/local/share/crocum/labs/setup/image when
/// crocum is installed, else the file of the source tree that this program was built from. When neither exists, the
/// name in crocum's sources.
[[nodiscard]] std::string setup_path(const std::string& name);

} // namespace crocum
