#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// The id of a check for people: pytest escapes the letters of parameters that are not ASCII ("[gr\xf6\xdfe]"), and
/// here they are text ("[größe]"). Control characters stay escaped. The escaped form is the id in files, for ever.
[[nodiscard]] std::string shown_id(std::string_view id);

/// Whether a person means the check with this id: by the id or by its shown form.
[[nodiscard]] bool means(std::string_view word, std::string_view id);

} // namespace crocum
