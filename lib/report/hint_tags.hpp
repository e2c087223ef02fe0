#pragma once

#include <string>
#include <string_view>

namespace crocum {

/// The tags <details>, <details open> and <summary> of a piece of HTML, with the text around them: hints that a student
/// opens. All other tags, attributes and comments are left out. Empty when the piece has none of these tags.
[[nodiscard]] std::string hint_tags(std::string_view html);

/// The text of <summary>, for a terminal; empty when there is none.
[[nodiscard]] std::string hint_title(std::string_view html);

} // namespace crocum
