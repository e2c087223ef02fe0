#pragma once

#include <string>
#include <vector>

namespace crocum {

/// The one of `names` that `word` was probably meant to be; empty when none is similar (at most a third of the letters
/// differ).
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& names);

} // namespace crocum
