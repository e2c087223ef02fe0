#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// The text for comparisons without case, in one Unicode form (NFC). A text that is not UTF-8 is returned as it is.
[[nodiscard]] std::string case_fold(std::string_view text);

} // namespace crocum
