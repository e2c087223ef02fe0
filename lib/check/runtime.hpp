#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// The zip with pytest, testinfra and crocum's plugin (lib/check/runtime/build.py), embedded at build time.
[[nodiscard]] std::string_view runtime_zip();

/// SHA-256 of the zip, which identifies the runtime of an attempt.
[[nodiscard]] const std::string& runtime_digest();

} // namespace crocum
