#include "cmd/command.hpp"
#include "cmd/open_context.hpp"
#include "cmd/progress.hpp"
#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/base/local_time.hpp"
#include "lib/base/table.hpp"
#include "lib/base/text.hpp"
#include "lib/check/check_id.hpp"
#include "lib/report/evidence.hpp"
#include "lib/report/score_text.hpp"
#include "lib/session/grading/attempt_history.hpp"

#include <algorithm>

namespace crocum {

namespace {

struct ShowOptions : LabOptions {
    std::string attempt;
    bool list = false;
};

const char* state_of(const KeptAttempt& attempt) {
    return !attempt.error.empty() ? "unreadable" : attempt.grading ? "finished" : "not finished";
}

Json loose_document(const KeptAttempt& attempt) {
    Json suites = Json::object();
    for (const auto& [name, records] : attempt.loose) {
        auto& suite = suites[name] = Json::array();
        for (const auto& record : records) {
            suite.push_back({{"id", record.id}, {"outcome", record.outcome}});
        }
    }
    return suites;
}

/// The fields that every attempt has, in any state.
Json head_of(const KeptAttempt& attempt) {
    return {
        {"lab", attempt.id.lab},
        {"student", attempt.id.student},
        {"attempt", attempt.name},
        {"started", attempt.started},
        {"state", state_of(attempt)},
        {"standing", attempt.is_current},
        {"score", Json()}, // Null until the grading sets it: an attempt that is not measured is never a zero.
        {"folder", attempt.folder.string()},
        {"at_work", attempt.at_work},
        {"error", attempt.error}};
}

Json to_document(const KeptAttempt& attempt) {
    auto object = head_of(attempt);
    if (!attempt.grading) {
        object["records_without_key"] = loose_document(attempt);
        return object;
    }
    object.update(to_json(*attempt.grading));
    auto& records = object["records"] = Json::object();
    for (const auto& [name, evidence] : attempt.records) {
        records[name] = evidence.finding;
    }
    object["records_fit"] = std::all_of(
        attempt.records.begin(), attempt.records.end(), [](const auto& entry) { return entry.second.fits(); });
    return object;
}

/// "r1: 2 checks"
std::string loose_text(const KeptAttempt& attempt) {
    std::vector<std::string> parts;
    parts.reserve(attempt.loose.size());
    for (const auto& [name, records] : attempt.loose) {
        parts.push_back(sanitize_line(name, 40) + ": " + plural(records.size(), "check"));
    }
    return parts.empty() ? "no records" : "records of " + join(parts, ", ");
}

std::string row_notes(const KeptAttempt& attempt) {
    std::vector<std::string> notes;
    if (attempt.is_current) {
        notes.emplace_back("current");
    }
    if (!attempt.error.empty()) {
        notes.push_back(sanitize_line(attempt.error, 200));
    } else if (!attempt.grading) {
        notes.push_back(attempt.at_work.empty() ? loose_text(attempt) : "running: " + attempt.at_work);
    } else {
        const auto score = attempt.grading->score();
        if (score.partial) {
            notes.push_back("partial: " + sanitize_line(attempt.grading->measured.selection, 100));
        }
        if (score.decided) {
            notes.emplace_back("* decided by a teacher");
        }
        if (score.regraded) {
            notes.emplace_back("regraded");
        }
    }
    return join(notes, "; ");
}

/// The shortest beginning of a name that no other attempt has, at least to the second: "2026-12-01T125857".
std::string unique_beginning(const std::string& name, const std::vector<KeptAttempt>& all) {
    auto length = std::string_view("2026-12-01T125857").size();
    for (const auto& other : all) {
        const auto same = std::mismatch(name.begin(), name.end(), other.name.begin(), other.name.end()).first;
        if (same != name.end()) {
            length = std::max(length, static_cast<std::size_t>(same - name.begin()) + 1);
        }
    }
    return name.substr(0, length);
}

Exit run_list(const Output& output, const std::vector<KeptAttempt>& all) {
    const std::vector<Column> columns{{"ATTEMPT"}, {"STARTED", 1}, {"SCORE"}, {"NOTES", 0, Fit::wrap}};
    std::vector<TableRow> rows;
    Json attempts = Json::array();
    for (const auto& attempt : all) {
        const auto score = attempt.grading ? short_score(attempt.grading->score()) : state_of(attempt);
        const auto started = attempt.started.empty() ? "-" : local_time(attempt.started);
        // On a terminal, the time that people know needs the room; ATTEMPT takes the beginning.
        const auto name = output.out_style().columns == 0 ? attempt.name : unique_beginning(attempt.name, all);
        rows.push_back({sanitize_line(name, 60), started, score, row_notes(attempt)});
        auto& entry = attempts.emplace_back(head_of(attempt));
        if (attempt.grading) {
            entry.update(to_json(attempt.grading->score()));
            entry["partial"] = attempt.grading->measured.partial;
            entry["selection"] = attempt.grading->measured.selection;
        } else {
            entry["records_without_key"] = loose_document(attempt);
        }
    }
    output.result(table(columns, rows, output.out_style().columns));
    if (output.json()) {
        output.document(document(
            "lab show",
            Exit::done,
            {{"lab", all.front().id.lab}, {"student", all.front().id.student}, {"attempts", attempts}}));
    }
    return Exit::done;
}

std::string unfinished_text(const KeptAttempt& attempt) {
    std::string text;
    for (const auto& [name, records] : attempt.loose) {
        for (const auto& record : records) {
            text += fmt::format("  {}  {}\n", pad(record.outcome, 9), shown_id(record.id));
        }
    }
    return fmt::format(
        "Not finished{}: {}\n{}{}",
        attempt.at_work.empty() ? "" : ", running: " + attempt.at_work,
        loose_text(attempt),
        text,
        text.empty() ? "" : "The key of these records does not exist any more: they are not verdicts.\n");
}

void show_finished(const Output& output, const KeptAttempt& attempt) {
    const auto& grading = *attempt.grading;
    const auto& style = output.out_style();
    output.result(judged_with(grading.measured, attempt.records, output.verbose(), style) + "\n");
    output.result(checks_in_effect(grading, output.verbose(), style) + "\n");
    if (const auto later = afterwards(grading, style); !later.empty()) {
        output.result(later + "\n");
    }
    output.result(score_line(grading, style));
}

Exit exit_of(const KeptAttempt& attempt) {
    const bool fits = std::all_of(
        attempt.records.begin(), attempt.records.end(), [](const auto& entry) { return entry.second.fits(); });
    if (!fits) {
        return Exit::failed;
    }
    return attempt.grading && attempt.grading->score().settled() ? Exit::done : Exit::ungraded;
}

Exit run_show(const ShowOptions& options) {
    require_lab_and_student(options);
    if (options.list && !options.attempt.empty()) {
        throw UsageError("--list cannot be combined with ATTEMPT");
    }
    const Output output(options.output);
    Progress progress(output);
    const auto context = open_context(progress, signature("show", options));
    const auto id = named_instance(context, options);
    if (options.list) {
        return run_list(output, kept_attempts(context, id));
    }
    const auto attempt = show(context, id, options.attempt);
    output.result(fmt::format(
        "{}, attempt {}{}\n",
        to_string(id),
        output.out_style().bold(sanitize_line(attempt.name)),
        attempt.is_current ? " (current)" : ""));
    if (attempt.grading) {
        show_finished(output, attempt);
    } else {
        output.result(unfinished_text(attempt));
    }
    for (const auto& [name, evidence] : attempt.records) {
        if (!evidence.fits()) {
            output.trouble(fmt::format(
                "the kept records of {} do not match this attempt: {}\n",
                sanitize_line(name, 40),
                sanitize_line(evidence.finding)));
        }
    }
    const auto exit = exit_of(attempt);
    if (output.json()) {
        output.document(document("lab show", exit, to_document(attempt)));
    }
    return exit;
}

} // namespace

void add_lab_show(CLI::App& lab, Invocation& invocation) {
    Verb verb(lab, "show", "Show a kept attempt and the evidence for its results");
    auto options = std::make_shared<ShowOptions>();
    add_instance_options(verb, *options);
    verb.text("ATTEMPT", options->attempt, "The attempt, by the beginning of its name (default: the current attempt)");
    verb.flag("--list", options->list, "List all attempts of the student, newest first");
    add_output_options(verb, options->output);
    verb.epilogue(
        "Neither the instance nor the lab folder is needed. The kept records are verified again: exit status 1 when "
        "they\n"
        "do not match the attempt, 3 when a check is ungraded and not decided. -v also shows digests, addresses, ids\n"
        "and output.\n\n"
        "Examples:\n"
        "  crocum lab show hello -s demo\n"
        "  crocum lab show hello -s demo --list\n"
        "  crocum lab show hello -s demo 2026-11-25T1830 -v\n"
        "  crocum lab show hello -s demo --json | jq .records\n");
    verb.when_named(
        [options, &invocation] { invocation.run = [options] { return static_cast<int>(run_show(*options)); }; });
}

} // namespace crocum
