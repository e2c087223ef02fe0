#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// Text in lower-case ASCII, as far as there is a usual form: accents are removed, Cyrillic is written as in passports.
/// Characters without such a form (Chinese, emoji) are left out; ASCII stays.
[[nodiscard]] std::string to_latin(std::string_view text);

} // namespace crocum
