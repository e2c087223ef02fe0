#include "lib/base/text.hpp"
#include "lib/report/feedback.hpp"
#include "lib/report/formats.hpp"
#include "lib/report/markup.hpp"

#include <fmt/format.h>

namespace crocum {

std::string to_moodle_xml(const Gradebook& book, const std::string& grade_item, bool clear_ungraded) {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<results>\n";
    for (const auto& row : book.rows) {
        if (row.student.left || (!row.graded() && !clear_ungraded)) {
            continue;
        }
        // The feedback is HTML within XML, so that it is escaped twice. An empty score would end the import.
        text += fmt::format(
            "  <result>\n    <assignment>{}</assignment>\n    <student>{}</student>\n    <score>{}</score>\n"
            "    <feedback>{}</feedback>\n  </result>\n",
            markup(grade_item),
            markup(row.student.external),
            row.graded() ? number(book.scaled(row)) : "-",
            markup(html_feedback(row)));
    }
    return text + "</results>\n";
}

} // namespace crocum
