#pragma once

#include <functional>
#include <string>
#include <vector>

namespace crocum {

/// A text as Markdown that shows it as it is: on one line, with a backslash before characters that have a meaning.
[[nodiscard]] std::string to_markdown(const std::string& text);

/// A picture that Markdown shows.
struct MarkdownPicture {
    std::string address; ///< a path or a URL
    int line = 0;
};

/// All pictures, in their order.
[[nodiscard]] std::vector<MarkdownPicture> pictures_in(const std::string& markdown);

/// The Markdown without what is for the teacher only: a section or a paragraph that begins with "For the teacher", and
/// comments (<!-- -->). A section ends at the next heading of the same or a higher level.
[[nodiscard]] std::string without_teacher_notes(const std::string& markdown);

/// The Markdown as HTML. Hints in <details> are kept (hint_tags); all other HTML is left out, and links lead to http,
/// https and mailto only. `address_of` returns the address for a picture of the Markdown.
[[nodiscard]] std::string to_html(
    const std::string& markdown, const std::function<std::string(const std::string&)>& address_of);

} // namespace crocum
