#include "databases.hpp"
#include "lib/base/files.hpp"
#include "lib/report/score_text.hpp"
#include "lib/store/grading_files.hpp"
#include "lib/store/index.hpp"
#include "lib/store/soci.hpp"

#include <random>

using namespace crocum;
using Catch::Contains;

namespace {

namespace fs = std::filesystem;

Attempt an_attempt(const Attempts& attempts, const InstanceId& id, std::size_t checks = 3) {
    Attempt attempt;
    attempt.id = id;
    attempt.name = attempts.new_name(id);
    attempt.instance = "0123abcd";
    attempt.started = attempt.counted = "2026-11-01T10:00:00Z";
    attempt.finished = "2026-11-01T10:01:00Z";
    for (std::size_t i = 0; i < checks; ++i) {
        CheckResult result;
        result.check.id = "srv/srv.py::test_" + std::to_string(i);
        result.check.machine = "srv";
        result.check.title = "Title \"of\" it";
        result.check.number = "1." + std::to_string(i);
        result.check.points = 2;
        result.verdict = Verdict::passed;
        result.share = 1;
        attempt.results.push_back(result);
    }
    return attempt;
}

void keep(const Attempts& attempts, const Attempt& attempt) {
    AttemptFolder(attempts.folder(attempt.id, attempt.name)).finish(attempt);
}

int count(Database& database, const std::string& what) {
    int number = -1;
    database.read([&](soci::session& sql) { sql << "SELECT COUNT(*) FROM " + what, soci::into(number); });
    return number;
}

} // namespace

TEST_CASE("index: new, changed and removed files are read; nothing else is written", "[index]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    const auto state = engine.folder.path();
    const Attempts attempts(state);
    const InstanceId ann{"hello", "ann"};
    auto database = engine.open();
    Index index(database, state);
    auto first = an_attempt(attempts, ann);
    first.results[1].verdict = Verdict::ungraded;
    first.results[1].reason = "agent_silent";
    first.results[1].share = 0;
    keep(attempts, first);
    CHECK(index.behind().files == 1);
    CHECK(index.bring_up_to_date().attempts == 1);
    CHECK(index.behind().files == 0);
    CHECK(count(database, "results WHERE title = 'Title \"of\" it'") == 3);
    CHECK(count(database, "results WHERE verdict = 'ungraded' AND score IS NULL") == 1);
    CHECK(count(database, "attempts WHERE score IS NULL") == 1);

    Decisions(state).keep(
        ann, {{first.results[1].check.id, false, 1, 2, "saw it", "teacher", "2026-11-01T11:00:00Z", first.name}});
    CHECK(index.bring_up_to_date().attempts == 1);
    const auto cards = index.cards("hello", true);
    REQUIRE(cards.at(ann).size() == 1);
    const auto& card = cards.at(ann)[0];
    CHECK(card.score.complete());
    CHECK(card.score.awarded() == 5);
    CHECK(card.score.decided);
    CHECK(card.decided_by == "teacher");
    CHECK(card.document.at("score") == 5);
    CHECK(index.cards("other", false).empty());
    const auto results = index.results("hello", {first.name}).at(ann);
    REQUIRE(results.size() == 3);
    CHECK(results[0].check.title == "Title \"of\" it");
    CHECK(results[0].check.number == "1.0");
    CHECK(results[1].reason == "decided");
    CHECK(results[1].points() == 1);
    CHECK(index.results("", {first.name}).size() == 1);
    CHECK(index.results("hello", {"another"}).empty());
    CHECK(count(database, "results WHERE score = 1") == 1);

    auto second = an_attempt(attempts, ann);
    second.lateness = lateness(
        from_iso("2026-11-01T09:00:00Z"), from_iso("2026-11-01T10:00:00Z"), {LatePolicy::Kind::per_day, 50, 100});
    keep(attempts, second);
    CHECK(index.bring_up_to_date().attempts == 1);
    const auto both = index.cards("", false).at(ann);
    CHECK(both[0].name == second.name);
    // The decision applies to later attempts as well.
    CHECK(both[0].score.awarded() == 2.5);
    CHECK(both[0].score.reached() == 5);
    CHECK(both[0].score.measured_points() == 3);
    CHECK(both[0].score.better_without_decisions());
    CHECK(
        decision_note(both[0].score, both[0].decided_by, both[0].decided_why) ==
        "* decided by teacher: saw it; measured 3, which is better than the decision");
    CHECK(both[0].score.late());
    // A due date does not change the score of an attempt with a deadline of its own.
    auto judged = both[0];
    DueDate due;
    due.class_name = "net";
    due.at = from_iso("2026-11-01T12:00:00Z");
    due.late = {LatePolicy::Kind::cut_off, 0, 100};
    apply_due(judged, due);
    CHECK(judged.score.late());
    judged = both[1];
    apply_due(judged, due);
    CHECK_FALSE(judged.score.late());
    due.at = from_iso("2026-11-01T08:00:00Z");
    judged = both[1];
    apply_due(judged, due);
    CHECK(judged.score.awarded() == 0);
    CHECK(judged.score.lateness->source == "class net");
    CHECK(current_card(both, AttemptPolicy::last)->name == second.name);

    fs::remove_all(attempts.folder(ann, first.name));
    CHECK(index.bring_up_to_date().removed == 1);
    CHECK(count(database, "attempts") == 1);
    CHECK(count(database, "results") == 3);
    const auto again = index.bring_up_to_date();
    CHECK(again.attempts + again.instances + again.removed == 0);
}

TEST_CASE("index: a damaged attempt is skipped and reported, and hides no other", "[index]") {
    const DatabaseKind engine("SQLite");
    const auto state = engine.folder.path();
    const Attempts attempts(state);
    for (const auto* student : {"ann", "bob"}) {
        keep(attempts, an_attempt(attempts, {"hello", student}));
    }
    const InstanceId ann{"hello", "ann"};
    write_file_atomic(attempts.folder(ann, attempts.names(ann)[0]) / "attempt.json", "{\"schema\": 1");
    auto database = engine.open();
    Index index(database, state);
    const auto changes = index.bring_up_to_date();
    CHECK(changes.attempts == 1);
    REQUIRE(changes.damaged.size() == 1);
    CHECK(changes.damaged[0].id == ann);
    CHECK(index.bring_up_to_date().damaged.size() == 1);
    index.clear();
    CHECK(index.counts().attempts == 0);
    CHECK(index.bring_up_to_date().attempts == 1);
}

TEST_CASE("index: the current attempt is the same as from the files", "[index]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    const auto state = engine.folder.path();
    const Attempts attempts(state);
    std::mt19937 random(7); // NOLINT: the same each time
    const auto one_of = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    for (int student = 0; student < 40; ++student) {
        const InstanceId id{"hello", "s" + std::to_string(student)};
        for (unsigned n = one_of(5); n > 0; --n) {
            auto attempt = an_attempt(attempts, id, 1 + one_of(4));
            attempt.partial = one_of(3) == 0;
            for (auto& result : attempt.results) {
                result.verdict = static_cast<Verdict>(one_of(4));
                result.share = result.verdict == Verdict::passed ? 1 : 0;
            }
            keep(attempts, attempt);
            if (one_of(3) == 0) {
                const auto whole = one_of(2) == 0;
                Decisions(state).keep(
                    id,
                    {{whole ? std::nullopt : std::optional(attempt.results[0].check.id),
                      false,
                      1,
                      2,
                      "r",
                      "t",
                      "2026-11-01T11:00:00Z",
                      ""}});
            }
        }
    }
    auto database = engine.open();
    Index index(database, state);
    CHECK(index.bring_up_to_date().damaged.empty());
    auto cards = index.cards("", true);
    for (int student = 0; student < 40; ++student) {
        const InstanceId id{"hello", "s" + std::to_string(student)};
        const auto grading = attempts.current(id);
        const auto* card = current_card(cards[id], AttemptPolicy::last);
        INFO(id.student);
        REQUIRE(grading.has_value() == (card != nullptr));
        if (grading) {
            CHECK(card->name == grading->measured.name);
            CHECK(card->score.complete() == grading->complete());
            CHECK(card->score.settled() == grading->score().settled());
            CHECK(card->score.awarded() == Approx(grading->score().awarded()));
            CHECK(card->score.measured_points() == grading->score().measured_points());
            CHECK(card->score.better_without_decisions() == grading->score().better_without_decisions());
            CHECK(card->document == card_of(*grading).document);
        }
    }
}

TEST_CASE("index: two state directories on one server keep out of each other's rows", "[index]") {
    const DatabaseKind engine("PostgreSQL");
    const TemporaryFolder other;
    keep(Attempts(engine.folder.path()), an_attempt(Attempts(engine.folder.path()), {"hello", "ann"}));
    keep(Attempts(other.path()), an_attempt(Attempts(other.path()), {"hello", "ann"}));
    auto database = engine.open();
    Index here(database, engine.folder.path());
    Index there(database, other.path());
    CHECK(here.bring_up_to_date().attempts == 1);
    CHECK(there.bring_up_to_date().attempts == 1);
    const auto again = here.bring_up_to_date();
    CHECK(again.attempts + again.removed == 0);
    CHECK(here.counts().attempts == 1);
    there.clear();
    CHECK(here.cards("", false).size() == 1);
    CHECK(there.cards("", false).empty());
}
