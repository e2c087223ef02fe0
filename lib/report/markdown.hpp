#pragma once

#include <functional>
#include <string>

namespace crocum {

/// A text as Markdown that shows it as it is: on one line, with a backslash before characters that have a meaning.
[[nodiscard]] std::string to_markdown(const std::string& text);

/// The Markdown as HTML. Hints in <details> are kept (hint_tags); all other HTML is left out, and links lead to http,
/// https and mailto only. `address_of` returns the address for a picture of the Markdown.
[[nodiscard]] std::string to_html(
    const std::string& markdown, const std::function<std::string(const std::string&)>& address_of);

} // namespace crocum
