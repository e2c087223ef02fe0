#pragma once

#include <string>
#include <vector>

namespace crocum {

// What a task in Markdown has for the teacher only, and what is left for students. A note is
// - a section whose heading begins with "For the teacher", up to the next heading of the same or a higher level;
// - a paragraph that begins so, unless a word follows ("For the teacher to see it, …"), with the lists, code blocks,
//   quotes and tables that follow it; after a colon at its end, with the next block of any kind but a heading;
// - a quote or a list item that begins with one of these;
// - a comment (<!-- -->).
// In doubt a text is a note: one that is missing is noticed, and a solution on a sheet cannot be taken back.

/// The Markdown without the notes.
[[nodiscard]] std::string without_teacher_notes(const std::string& markdown);

/// The lines that begin with "For the teacher" and are no notes; from 1.
[[nodiscard]] std::vector<int> shown_teacher_lines(const std::string& markdown);

/// A picture that Markdown shows.
struct MarkdownPicture {
    std::string address; ///< a path or a URL
    int line = 0;
};

/// The pictures that are in no note, in their order.
[[nodiscard]] std::vector<MarkdownPicture> pictures_in(const std::string& markdown);

} // namespace crocum
