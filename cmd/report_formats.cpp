#include "cmd/report_formats.hpp"

#include "cmd/command.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/report/formats.hpp"

#include <algorithm>

namespace crocum {

const std::vector<ReportFormat>& report_formats() {
    static const std::vector<ReportFormat> all{
        {"table", "for people", "", [](auto& book, auto& options) { return to_table(book, options.style); }},
        {"json",
         "for programs",
         ".json",
         [](auto& book, auto&) { return to_text(document("report", Exit::done, to_json(book))); }},
        {"csv", "for a spreadsheet", ".csv", [](auto& book, auto& options) { return to_csv(book, options.csv); }, true},
        {"xlsx", "an Excel file", ".xlsx", [](auto& book, auto&) { return to_xlsx(book); }, false, true},
        {"moodle",
         "Moodle's grade import",
         "",
         [](auto& book, auto& options) { return to_moodle(book, options.csv); },
         true},
        {"moodle-xml",
         "Moodle's XML import, with feedback",
         "",
         [](auto& book, auto& options) { return to_moodle_xml(book, options.grade_item, options.clear_ungraded); }},
        {"canvas",
         "Canvas' gradebook import",
         "",
         [](auto& book, auto& options) { return to_canvas(book, options.grade_item, options.csv); },
         true},
        {"nbgrader",
         "nbgrader's export",
         "",
         [](auto& book, auto& options) { return to_nbgrader(book, options.csv); },
         true},
        {"gradescope",
         "a folder of results.json",
         "",
         [](auto& book, auto&) { return to_text(to_gradescope(book, book.rows.front())); }},
        {"junit", "JUnit XML", "", [](auto& book, auto&) { return to_junit(book); }},
        {"ctrf", "Common Test Report Format", "", [](auto& book, auto&) { return to_line(to_ctrf(book)) + "\n"; }},
        {"html", "one page", ".html", [](auto& book, auto&) { return to_html(book); }}};
    return all;
}

const ReportFormat& report_format(const std::string& name) {
    return *std::find_if(
        report_formats().begin(), report_formats().end(), [&](const ReportFormat& one) { return one.name == name; });
}

} // namespace crocum
