#pragma once

#include <string>
#include <vector>

namespace crocum {

/// The one of `names` that `word` was probably meant to be; empty when none is near (at most a third of it differs).
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& names);

} // namespace crocum
