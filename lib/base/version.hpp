#pragma once

#include <string_view>

namespace crocum {

/// "0.1.0 (1a2b3c4)": the version and, in a build from a checkout, its commit.
[[nodiscard]] std::string_view version();

/// The folder in which `install` puts crocum's data, relative to the folder of the program: "../share/crocum".
[[nodiscard]] std::string_view data_folder();

/// The checkout or source archive that this program was built from.
[[nodiscard]] std::string_view source_folder();

} // namespace crocum
