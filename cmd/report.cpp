#include "cmd/batch_options.hpp"
#include "cmd/excel_dialect.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "cmd/report_formats.hpp"
#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/text.hpp"
#include "lib/report/format_limits.hpp"
#include "lib/report/formats.hpp"
#include "lib/session/gradebook/grade_item.hpp"
#include "lib/session/gradebook/gradebook.hpp"
#include "lib/session/student_names.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace crocum {

namespace {

struct ReportOptions {
    OutputOptions output;
    std::string lab;
    TargetSelection who;
    std::string format; ///< empty: a table
    std::string file;
    std::string title;
    std::string policy;
    std::string grade_item;
    bool clear_ungraded = false;
    bool excel = false;
    std::string separator;
};

void require_clear(const ReportOptions& options) {
    const auto& who = options.who;
    const bool one_student = options.lab.empty() && who.students.size() == 1 && who.class_name.empty();
    if (options.lab.empty() && !one_student) {
        throw with_hint(
            UsageError("no lab given: give LAB and --class NAME, or only -s STUDENT"),
            "\"crocum lab list\" shows the labs, \"crocum class list\" the classes");
    }
    require_names(who);
    if (who.class_name.empty() && who.students.empty()) {
        throw with_hint(
            UsageError("no student given: give --class NAME or -s STUDENT"), "\"crocum class list\" shows the classes");
    }
    if (one_student && options.format != "table" && options.format != "json") {
        throw UsageError("--format {} needs LAB: a report across labs is a table or JSON", options.format);
    }
}

/// Writes a folder with one results.json for each student.
void write_gradescope(Progress& progress, const Gradebook& book, const std::filesystem::path& folder) {
    make_folders(folder);
    std::vector<std::pair<std::string, std::string>> files;
    files.reserve(book.rows.size());
    for (const auto& row : book.rows) {
        files.emplace_back(row.student.id + ".json", to_line(to_gradescope(book, row)));
    }
    write_files_atomic(folder, files);
    const auto all = entries_of(folder);
    const auto others = static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const std::string& name) {
        return std::none_of(files.begin(), files.end(), [&](const auto& file) { return file.first == name; });
    }));
    if (others > 0) {
        progress.note(
            fmt::format("the folder also has {}, which this report did not write", plural(others, "other file")));
    }
}

void put(const Output& output, Progress& progress, const ReportOptions& options, const std::string& text) {
    if (options.file.empty()) {
        return output.print(text);
    }
    write_output(options.file, text);
    progress.note("wrote " + sanitize_line(options.file));
}

/// The system that has a grade item for each lab; empty for the other formats.
std::string system_of(const std::string& format) {
    return format == "moodle-xml" ? "moodle" : format == "canvas" ? "canvas" : "";
}

GradeItemKey grade_item_key(const ReportOptions& options) {
    return {lab_id(options.lab), options.who.class_name, system_of(options.format)};
}

/// Refuses options that the format does not have.
void require_suitable(const ReportOptions& options) {
    if (options.clear_ungraded && options.format != "moodle-xml") {
        throw UsageError("--clear-ungraded is for --format moodle-xml");
    }
    if (!options.grade_item.empty() && system_of(options.format).empty()) {
        throw UsageError("--grade-item is for --format moodle-xml and canvas");
    }
    if (options.excel && !report_format(options.format).csv) {
        throw with_hint(
            UsageError("--excel is for the formats that are CSV, not for {}", options.format),
            "--format xlsx writes an Excel file");
    }
    if (!options.separator.empty() && !options.excel) {
        throw UsageError("--separator is for --excel");
    }
}

/// Whether the report would appear on a terminal.
bool goes_to_terminal(const std::string& file) {
    if (file.empty()) {
        return ::isatty(STDOUT_FILENO) == 1;
    }
    std::error_code absent;
    if (!std::filesystem::is_character_file(file, absent)) {
        return false;
    }
    const Fd device(::open(file.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
    return device && ::isatty(device.get()) == 1;
}

/// The format by the ending of the file name; a table for other endings.
std::string format_of(const std::filesystem::path& file) {
    for (const auto& format : report_formats()) {
        if (!format.ending.empty() && file.extension() == format.ending) {
            return format.name;
        }
    }
    return "table";
}

void settle_format(ReportOptions& options) {
    if (options.output.json && !options.format.empty() && options.format != "json") {
        throw UsageError("--json means --format json: it cannot be combined with --format {}", options.format);
    }
    if (options.format.empty()) {
        options.format = options.output.json ? "json" : format_of(options.file);
    }
}

FormatOptions format_options(const Context& context, const ReportOptions& options, std::vector<std::string>& notes) {
    FormatOptions chosen;
    chosen.clear_ungraded = options.clear_ungraded;
    if (options.excel) {
        chosen.csv = excel_dialect(options.separator, notes);
    }
    if (const auto key = grade_item_key(options); !key.system.empty()) {
        chosen.grade_item = grade_item(context, key, options.grade_item);
    }
    return chosen;
}

/// A report in one lab.
void write_report(
    const Output& output,
    Progress& progress,
    const Context& context,
    const ReportOptions& options,
    std::vector<std::string>& notes) {
    const auto lab = lab_id(options.lab);
    const auto policy = options.policy.empty() ? std::nullopt : std::optional(attempt_policy_from(options.policy));
    auto book = gradebook(context, {lab, options.who, policy}, notes);
    book.title = options.title.empty() ? book.title : options.title;
    if (book.rows.empty()) {
        throw UsageError("no student of {} has an attempt", to_string(options.who));
    }
    auto chosen = format_options(context, options, notes);
    chosen.style = options.file.empty() ? output.out_style() : Style{};
    if (options.format == "gradescope" && (book.rows.size() > 1 || !options.file.empty())) {
        if (options.file.empty()) {
            throw UsageError("Gradescope needs one results.json for each student: give -o FOLDER");
        }
        write_gradescope(progress, book, options.file);
        progress.note(fmt::format("{} in {}", plural(book.rows.size(), "file"), sanitize_line(options.file)));
    } else {
        put(output, progress, options, report_format(options.format).write(book, chosen));
    }
    if (!chosen.grade_item.empty() && options.grade_item.empty()) {
        progress.note(fmt::format(
            "the scores are for the grade item {}, as in the last report; --grade-item gives another",
            chosen.grade_item));
    }
    if (!chosen.grade_item.empty()) {
        remember_grade_item(context, grade_item_key(options), chosen.grade_item);
    }
    for (const auto& limit : format_limits(book, options.format, chosen)) {
        progress.note(limit);
    }
}

Exit run_report(ReportOptions& options) {
    settle_format(options);
    require_clear(options);
    require_suitable(options);
    if (report_format(options.format).binary && goes_to_terminal(options.file)) {
        throw UsageError("{} is not for a terminal: give -o FILE", options.format);
    }
    // The report itself is the JSON document, also with -o.
    auto output_options = options.output;
    output_options.json = false;
    const Output output(output_options);
    Progress progress(output);
    const auto context = open_context(progress, "crocum report");
    std::vector<std::string> notes;
    if (options.lab.empty()) {
        const auto student = student_meant(context, "", "", options.who.students[0]);
        const auto policy = options.policy.empty() ? std::nullopt : std::optional(attempt_policy_from(options.policy));
        const auto books = sheet_of_student(context, student, policy, notes);
        put(output,
            progress,
            options,
            options.format == "json"
                ? to_text(document("report", Exit::done, {{"student", student}, {"labs", json_list(books)}}))
                : to_table(books, options.file.empty() ? output.out_style() : Style{}));
    } else {
        write_report(output, progress, context, options, notes);
    }
    for (const auto& note : notes) {
        progress.note(note);
    }
    return Exit::done;
}

} // namespace

void add_report(CLI::App& app, Invocation& invocation) {
    Verb verb(app, "report", "Report the scores of a class, as a table or for another system");
    auto options = std::make_shared<ReportOptions>();
    add_lab_option(verb, options->lab);
    verb.text("--class", options->who.class_name, "All students of this class", "NAME");
    verb.text("--group", options->who.group, "Only this group of the class", "GROUP");
    verb.texts("-s,--student", options->who.students, "Only this student (repeatable); without LAB: in all labs", "ID");
    std::vector<std::string> formats;
    for (const auto& format : report_formats()) {
        formats.push_back(format.name);
    }
    verb.choice("--format", options->format, join(formats, ", ") + " (default: by FILE's ending)", "FORMAT", formats);
    verb.file("-o,--output", options->file, "Write to FILE, completely or not at all (gradescope: a folder)");
    verb.choice(
        "--attempt-policy",
        options->policy,
        "The attempt that gives the score: last, best or first (default: the policy of the lab)",
        "POLICY",
        {"last", "best", "first"});
    verb.text("--title", options->title, "The name of the grade (default: the title of the lab)", "TEXT");
    verb.text(
        "--grade-item",
        options->grade_item,
        "moodle-xml: the ID number of the grade item; canvas: the number of the assignment; remembered for the class",
        "ITEM");
    verb.flag(
        "--clear-ungraded",
        options->clear_ungraded,
        "moodle-xml: students without a score lose an earlier grade, instead of being left out");
    verb.flag("--excel", options->excel, "CSV to be opened in Excel: a byte order mark, and ids as texts");
    verb.choice(
        "--separator",
        options->separator,
        "With --excel: semicolon (with decimal commas) or comma (default: by the locale)",
        "NAME",
        {"comma", "semicolon"});
    add_output_options(verb, options->output);
    verb.epilogue(
        "Every student of the roster has a row. A student that could not be measured has no score, which is never a "
        "0:\n"
        "an empty cell (csv, xlsx, moodle, canvas, nbgrader), null (json), an error and not a failure (junit), "
        "\"other\" "
        "(ctrf),\n"
        "a results.json without a score (gradescope). PROBLEMS gives the reason. Machines are not contacted.\n\n"
        "Examples:\n"
        "  crocum report hello --class net-2026\n"
        "  crocum report hello --class net-2026 --format html -o hello.html\n"
        "  crocum report hello --class net-2026 --format moodle-xml --grade-item lab1 -o hello.xml\n"
        "  crocum report hello --class net-2026 --format canvas --grade-item 4711 -o hello.csv\n"
        "  crocum report hello --class net-2026 --format moodle -o hello.csv --title 'Lab 1 (hello)'\n"
        "  crocum report hello --class net-2026 -o hello.xlsx\n"
        "  crocum report hello --class net-2026 --format csv --excel -o hello.csv\n"
        "  crocum report hello --class net-2026 --attempt-policy best --json | jq '.students[].score'\n"
        "  crocum report -s ann                 one student, in all labs\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_report(*options)); }; });
}

} // namespace crocum
