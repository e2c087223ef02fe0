#include "cmd/report_formats.hpp"
#include "lib/report/check_text.hpp"
#include "lib/report/feedback.hpp"
#include "lib/session/gradebook/gradebook.hpp"
#include "lib/session/gradebook/score_source.hpp"
#include "lib/store/grading_files.hpp"
#include "tests/unit/session/fake_class.hpp"
#include "tests/unit/store/databases.hpp"

using namespace crocum;
using Catch::Contains;

namespace {

constexpr const char* secret = "SECRET-10.9.8.7";
constexpr const char* shown = "look at the addresses";

/// A result in which every field differs from its default.
CheckResult full_result(const std::string& name, Verdict verdict, double share) {
    CheckResult result;
    auto& check = result.check;
    check.id = "srv/srv.py::test_" + name;
    check.machine = "srv";
    check.title = "The " + name + " is set";
    check.number = "1." + name;
    check.points = 2;
    check.tags = {"net", "a \"b\""};
    check.hide_errors = shown;
    result.verdict = verdict;
    result.reason = verdict == Verdict::ungraded ? reason::mismatch : verdict == Verdict::failed ? reason::error : "";
    result.share = share;
    result.message = verdict == Verdict::passed ? "" : fmt::format("first line\n{} is missing", secret);
    result.output = fmt::format("printed: {}", secret);
    result.seconds = 1.25;
    return result;
}

std::vector<CheckResult> results_of_ann() {
    auto hidden = full_result("hidden", Verdict::failed, 0);
    hidden.check.visibility = Visibility::hidden;
    hidden.check.hide_errors.clear();
    auto worthless = full_result("worthless", Verdict::failed, 0.5);
    worthless.check.points = 0;
    return {
        full_result("address", Verdict::failed, 0.25),
        full_result("route", Verdict::passed, 1),
        full_result("ping", Verdict::skipped, 0),
        hidden,
        worthless};
}

/// Three attempts: graded; with a check on which machine and host disagree; and the same with decisions.
struct Class {
    Class() {
        keep("ann", results_of_ann());
        keep("bob", {full_result("address", Verdict::ungraded, 0), full_result("route", Verdict::passed, 1)});
        const auto of_eve =
            keep("eve", {full_result("address", Verdict::ungraded, 0), full_result("route", Verdict::ungraded, 0)});
        Decisions(fake.state.path())
            .keep(
                of_eve.id,
                {{of_eve.results[0].check.id, false, 1, 2, "by hand", "teacher", "2026-11-02T10:00:00Z", of_eve.name},
                 {of_eve.results[1].check.id, false, 2, 2, "by hand", "teacher", "2026-11-02T10:00:00Z", of_eve.name}});
    }

    Attempt keep(const std::string& student, const std::vector<CheckResult>& results) {
        const Attempts attempts(fake.state.path());
        Attempt attempt;
        attempt.id = {"hello", student};
        attempt.name = attempts.new_name(attempt.id);
        attempt.title = "A title";
        attempt.instance = "0123abcd";
        attempt.started = attempt.counted = "2026-11-01T10:00:00Z";
        attempt.finished = "2026-11-01T10:01:00Z";
        attempt.results = results;
        if (student == "ann") {
            attempt.lateness = lateness(
                from_iso("2026-11-01T09:00:00Z"),
                from_iso("2026-11-01T10:00:00Z"),
                {LatePolicy::Kind::per_day, 10, 100});
        }
        AttemptFolder(attempts.folder(attempt.id, attempt.name)).finish(attempt);
        return attempt;
    }

    /// The gradebook, and whether it came from the files.
    std::pair<Gradebook, bool> book(const std::string& database) const {
        auto context = fake.context;
        context.config.database = database;
        TargetSelection who;
        who.students = students;
        std::vector<std::string> notes;
        auto made = gradebook(context, {"hello", who, std::nullopt}, notes);
        const bool from_files = std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
            return note.find("scores were read from the files") != std::string::npos;
        });
        return {std::move(made), from_files};
    }

    FakeClass fake{{}};
    std::vector<std::string> students{"ann", "bob", "eve"};
};

/// A check's JSON without what the index leaves out on purpose.
Json indexed(const CheckResult& result) {
    auto document = to_json(result);
    document.erase("output");
    return document;
}

} // namespace

TEST_CASE("gradebook: every field of an attempt is the same from the database and from the files", "[gradebook]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    const Class net;
    const auto [indexed_book, is_from_files] = net.book(engine.url);
    CHECK_FALSE(is_from_files);
    const auto [file_book, from_files] = net.book("postgresql://127.0.0.1:1/none");
    CHECK(from_files);
    REQUIRE(indexed_book.rows.size() == 3);
    REQUIRE(file_book.rows.size() == 3);
    const Json unset = to_json(CheckResult{});
    Json seen = unset;
    for (std::size_t i = 0; i < file_book.rows.size(); ++i) {
        const auto& from_index = indexed_book.rows[i];
        const auto& from_file = file_book.rows[i];
        INFO(from_file.student.id);
        REQUIRE(from_index.results.size() == from_file.results.size());
        for (std::size_t j = 0; j < from_file.results.size(); ++j) {
            CHECK(indexed(from_index.results[j]) == indexed(from_file.results[j]));
            const Json fields = to_json(from_file.results[j]);
            for (const auto& [key, value] : fields.items()) {
                seen[key] = seen[key] == unset[key] ? value : seen[key];
            }
        }
        REQUIRE(from_index.card);
        CHECK(to_json(from_index.card->score) == to_json(from_file.card->score));
        const auto lateness_json = [](const ScoreCard& card) {
            return card.score.lateness ? to_json(*card.score.lateness) : Json();
        };
        CHECK(lateness_json(*from_index.card) == lateness_json(*from_file.card));
        const auto fields = [](const ScoreCard& card) {
            return std::tie(
                card.id,
                card.name,
                card.title,
                card.instance,
                card.started,
                card.counted,
                card.checks,
                card.decided_by,
                card.decided_why);
        };
        CHECK(fields(*from_index.card) == fields(*from_file.card));
    }
    // A field that the test does not fill could be lost without notice.
    for (const auto& [key, value] : unset.items()) {
        INFO(key);
        CHECK(seen.at(key) != value);
    }
    FormatOptions options;
    options.grade_item = "lab1";
    options.clear_ungraded = true;
    for (const auto& format : report_formats()) {
        INFO(format.name);
        if (!format.binary) {
            CHECK(format.write(indexed_book, options) == format.write(file_book, options));
        }
    }
}

TEST_CASE("gradebook: what hide_errors hides is in nothing that students see", "[gradebook]") {
    const Class net;
    for (const auto* database : {"", "postgresql://127.0.0.1:1/none"}) {
        const auto book = net.book(database).first;
        CHECK(book.title == "A title");
        const auto xml = to_moodle_xml(book, "lab1", true);
        CHECK_THAT(xml, !Contains(secret));
        CHECK_THAT(xml, Contains(shown));
        CHECK_THAT(xml, !Contains("The hidden is set"));
        for (const auto& row : book.rows) {
            INFO(row.student.id);
            CHECK_THAT(html_feedback(row), !Contains(secret));
            auto visible = row;
            std::erase_if(visible.results, [](const CheckResult& result) {
                return result.check.visibility != Visibility::visible;
            });
            const auto results = to_line(to_gradescope(book, visible));
            CHECK_THAT(results, !Contains(secret));
            CHECK_THAT(left_to_do(row.results, Style{}), !Contains(secret));
        }
    }
}
