#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/local_time.hpp"
#include "lib/report/evidence.hpp"
#include "lib/report/score_text.hpp"
#include "lib/store/grading_files.hpp"
#include "lib/store/score_card.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

CheckResult result(const std::string& id, Verdict verdict, double worth, double share) {
    CheckResult made;
    made.check.id = id;
    made.check.machine = "r1";
    made.check.title = "T";
    made.check.points = worth;
    made.verdict = verdict;
    made.share = share;
    made.reason = verdict == Verdict::ungraded ? "agent_silent" : "";
    return made;
}

/// x passed with 2 points, y failed with a quarter of 4, z was not measured.
Grading example() {
    Grading grading;
    grading.measured.id = {"net", "ivan"};
    grading.measured.results = {
        result("x", Verdict::passed, 2, 1),
        result("y", Verdict::failed, 4, 0.25),
        result("z", Verdict::ungraded, 3, 0)};
    return grading;
}

Decision decision(std::optional<std::string> check, double points, double of) {
    return {std::move(check), false, points, of, "because", "teacher", "2026-01-01T00:00:00Z", ""};
}

Check now(const std::string& id, double points) {
    Check check;
    check.id = id;
    check.machine = "r1";
    check.title = "Now";
    check.points = points;
    return check;
}

Regrade regrade(std::vector<Check> checks) {
    Regrade made;
    made.when = "2026-01-02T00:00:00Z";
    made.who = "teacher";
    made.checks = std::move(checks);
    return made;
}

const Style plain;

} // namespace

TEST_CASE("grading: without decisions, the score is the measured one", "[grading]") {
    auto grading = example();
    CHECK_FALSE(grading.score().settled());
    CHECK_FALSE(grading.complete());
    CHECK(short_score(grading.score()) == "?/9 (1 ungraded)");
    CHECK(to_json(grading)["score"].is_null());
    grading.measured.results.pop_back();
    CHECK(grading.score().reached() == 3);
    CHECK(short_score(grading.score()) == "3/6");
    CHECK(to_json(grading)["score"] == 3);
    CHECK_FALSE(grading.score().decided);
    CHECK(to_json(grading)["checks"][0]["verdict"] == to_json(grading.measured)["checks"][0]["verdict"]);
    grading.measured.partial = true;
    CHECK(short_score(grading.score()) == "3/6 (partial)");
    CHECK_FALSE(grading.complete());
}

TEST_CASE("grading: the last decision on a check holds, and grades an unmeasured check", "[grading]") {
    auto grading = example();
    grading.decisions = {decision("z", 3, 3), decision("z", 1, 3), decision("gone", 1, 1)};
    CHECK(grading.complete());
    CHECK(grading.score().decided);
    CHECK(grading.score().reached() == 4);
    CHECK(short_score(grading.score()) == "4/9*");
    const auto document = to_json(grading);
    CHECK(document["score"] == 4);
    CHECK(document["as_measured"]["score"].is_null());
    CHECK(document["as_measured"]["checks"][2]["verdict"] == "ungraded");
    CHECK(document["checks"][2]["verdict"] == "failed");
    CHECK(document["checks"][2]["decided"] == true);
    CHECK(document["decisions"].size() == 3);
    CHECK_THAT(
        afterwards(grading, plain),
        Contains(
            "z: 3 of 3 points, by teacher, " + local_time("2026-01-01T00:00:00Z") + ": because (replaced by a later"));
    CHECK_THAT(afterwards(grading, plain), Contains("(no longer in the lab)"));
    CHECK_THAT(
        score_line(grading, plain),
        Contains("Score: 4 of 9 points (44 %) *\n* decided: T: 1 of 3 points, by teacher, "));
    CHECK_THAT(score_line(grading, plain), Contains("As measured: no final score, 3 of 6 points measured"));
}

TEST_CASE("grading: a decision about nothing that is left is in no score", "[grading]") {
    auto grading = example();
    grading.decisions = {decision("gone", 1, 1)};
    CHECK_FALSE(grading.score().decided);
}

TEST_CASE(
    "grading: a decision on the whole score has precedence, but does not complete a partial attempt", "[grading]") {
    auto grading = example();
    grading.decisions = {decision(std::nullopt, 8, 9), decision("z", 3, 3)};
    CHECK(grading.score().final());
    CHECK(grading.score().reached() == 8);
    CHECK(to_json(grading)["score"] == 8);
    CHECK(to_json(grading)["reached"] == 8);
    // The choice among attempts is as without it.
    CHECK(grading.complete());
    grading.decisions.pop_back();
    CHECK_FALSE(grading.complete());
    grading.measured.partial = true;
    CHECK_FALSE(grading.score().final());
    CHECK(to_json(grading)["score"].is_null());
}

TEST_CASE(
    "grading: a regrade keeps verdicts and shares, and what the lab has only since is not measured", "[grading]") {
    auto grading = example();
    grading.regrades = {regrade({now("x", 1)}), regrade({now("new", 5), now("y", 8), now("z", 3)})};
    const auto results = grading.results();
    REQUIRE(results.size() == 3);
    CHECK(results[0].verdict == Verdict::ungraded);
    CHECK(results[0].reason == "not_measured");
    CHECK(results[1].points() == 2);
    CHECK(results[1].check.title == "Now");
    CHECK(results[2].reason == "agent_silent");
    CHECK(grading.score().regraded);
    CHECK(grading.score().sum.total == 16);
    CHECK_FALSE(grading.complete());
    CHECK(to_json(grading)["as_measured"]["max_score"] == 9);
    CHECK(to_json(grading)["regrades"].size() == 2);
}

TEST_CASE(
    "grading: where an attempt lacks a check that the lab has got, one that has all of them counts", "[grading]") {
    auto before = example();
    before.measured.name = "1";
    before.measured.results.pop_back();
    before.regrades = {regrade({now("x", 2), now("y", 4), now("z", 5)})};
    CHECK_FALSE(before.complete());
    auto after = example();
    after.measured.name = "2";
    after.measured.results[2] = result("z", Verdict::failed, 5, 0);
    auto silent = example();
    silent.measured.name = "3";
    for (const auto policy : {AttemptPolicy::last, AttemptPolicy::best, AttemptPolicy::first}) {
        CHECK(current_grading({silent, after, before}, policy)->measured.name == "2");
        // Of several without it, the newest: nothing is graded by an old suite.
        CHECK(current_grading({silent, before}, policy)->measured.name == "3");
    }
}

TEST_CASE("grading: a decision on the whole score does not change which attempt counts", "[grading]") {
    const auto attempt = [](const char* name, Verdict verdict, double of, std::optional<double> score) {
        Grading made;
        made.measured.name = name;
        made.measured.results = {result("x", verdict, of, verdict == Verdict::passed ? 1 : 0)};
        if (score) {
            made.decisions = {decision(std::nullopt, *score, 14)};
        }
        return made;
    };
    for (const auto score : {std::optional<double>(), std::optional(6.0), std::optional(8.0)}) {
        // Out of 14 and out of 16 points, then not measured.
        const std::vector<Grading> all{
            attempt("3", Verdict::ungraded, 16, score),
            attempt("2", Verdict::failed, 16, score),
            attempt("1", Verdict::passed, 14, score)};
        CHECK(current_grading(all, AttemptPolicy::best)->measured.name == "1");
        CHECK(current_grading(all, AttemptPolicy::last)->measured.name == "2");
        CHECK(current_grading(all, AttemptPolicy::first)->measured.name == "1");
    }
    // Nothing but an attempt without a result: the decision is the score all the same.
    const auto only = attempt("3", Verdict::ungraded, 16, 7);
    CHECK(current_grading({only}, AttemptPolicy::best)->score().final());
    CHECK(current_grading({only}, AttemptPolicy::best)->score().awarded() == 8);
}

TEST_CASE("grading: of attempts that are worth nothing any more, the one that measured most counts", "[grading]") {
    auto low = example();
    low.measured.name = "1";
    low.measured.results = {result("x", Verdict::failed, 2, 0)};
    auto high = low;
    high.measured.name = "2";
    high.measured.results = {result("x", Verdict::passed, 2, 1)};
    for (auto* attempt : {&low, &high}) {
        attempt->measured.lateness = Lateness{};
        attempt->measured.lateness->deadline = "2026-01-01T00:00:00Z";
        attempt->measured.lateness->counted = "2026-01-02T00:00:00Z";
        attempt->measured.lateness->penalty = 100;
    }
    CHECK(current_grading({high, low}, AttemptPolicy::best)->measured.name == "2");
    CHECK(current_grading({low, high}, AttemptPolicy::best)->measured.name == "2");
}

TEST_CASE("grading: decisions are scaled with the points", "[grading]") {
    auto grading = example();
    grading.decisions = {decision("y", 3, 4), decision("z", 0, 0)};
    grading.regrades = {regrade({now("x", 20), now("y", 40), now("z", 30)})};
    CHECK(grading.score().reached() == 80);
    grading.decisions = {decision(std::nullopt, 3, 9)};
    CHECK(grading.score().reached() == 30);
}

TEST_CASE("grading: a check that its suite always skips has no points, and is not a failure", "[grading]") {
    auto grading = example();
    grading.measured.results.push_back(result("s", Verdict::skipped, 0, 0));
    auto skipped = now("z", 0);
    skipped.skipped = "broken";
    auto fresh = now("new", 0);
    fresh.skipped = "later";
    grading.regrades = {regrade({now("x", 2), skipped, fresh})};
    CHECK(grading.score().final());
    CHECK(grading.score().reached() == 2);
    CHECK(grading.results()[1].verdict == Verdict::skipped);
    CHECK(grading.results()[1].message == "broken");
    CHECK(grading.results()[2].verdict == Verdict::skipped);
    grading.regrades = {regrade({now("x", 2), now("s", 2)})};
    CHECK(grading.results()[1].reason == "not_measured");
}

TEST_CASE("grading: decisions and regrades come back as they were kept", "[grading]") {
    const TemporaryFolder folder;
    auto grading = example();
    grading.decisions = {decision("z", 1.5, 3), decision(std::nullopt, 8, 9)};
    auto check = now("x", 2.5);
    check.number = "1";
    check.visibility = Visibility::hidden;
    check.hide_errors = "look";
    check.tags = {"a"};
    check.skipped = "why";
    grading.regrades = {regrade({check, now("y", 1)})};
    grading.regrades[0].revision = Revision{"c0ffee", true};
    grading.regrades[0].suite_digests["r1"] = "d";
    const Attempts attempts(folder.path());
    grading.measured.name = "1";
    AttemptFolder(attempts.folder(grading.measured.id, "1")).finish(grading.measured);
    keep_regrades(attempts.folder(grading.measured.id, "1"), grading.regrades);
    Decisions(folder.path()).keep(grading.measured.id, grading.decisions);
    const auto back = attempts.grading(grading.measured.id, "1");
    CHECK(to_json(back) == to_json(grading));
    CHECK(back.regrades[0].checks[0].skipped == "why");
    CHECK(back.regrades[0].checks[0].hide_errors == "look");
}

TEST_CASE("grading: a damaged file is an error that names it", "[grading]") {
    const TemporaryFolder folder;
    const Attempts attempts(folder.path());
    auto measured = example().measured;
    measured.name = "1";
    AttemptFolder(attempts.folder(measured.id, "1")).finish(measured);
    const bool of_decisions = GENERATE(true, false);
    const auto file =
        of_decisions ? Decisions(folder.path()).file(measured.id) : attempts.folder(measured.id, "1") / "regrades.json";
    const auto* text = GENERATE(
        "",
        "{",
        "[]",
        R"({"schema":2,"decisions":[],"regrades":[]})",
        R"({"schema":1})",
        R"({"schema":1,"decisions":[{"check":"x"}],"regrades":[{"when":1}]})",
        R"({"schema":1,"decisions":[{"check":"x","points":3,"of":2,"reason":"","who":"","when":""}],"regrades":[3]})");
    CAPTURE(file, text);
    make_folders(file.parent_path());
    write_file_atomic(file, text);
    CHECK_THROWS_WITH(attempts.grading(measured.id, "1"), Contains(file.string()));
}

TEST_CASE("grading: a decision applies to later attempts, until it is withdrawn", "[grading]") {
    auto later = example();
    later.measured.results[1].share = 1;
    later.measured.results[1].verdict = Verdict::passed;
    later.measured.results[2].verdict = Verdict::failed;
    later.decisions = {decision("y", 2, 4), decision("removed", 1, 1)};
    CHECK(later.score().awarded() == 4);
    CHECK(later.score().measured_points() == 6);
    CHECK(later.score().better_without_decisions());
    REQUIRE(later.decisions_in_effect().size() == 1);
    CHECK(later.decisions_in_effect()[0].check == "y");
    later.decisions.push_back(decision(std::nullopt, 7, 9));
    CHECK(later.score().awarded() == 7);
    CHECK_FALSE(later.score().better_without_decisions());
    auto withdrawal = decision(std::nullopt, 0, 0);
    withdrawal.withdraws = true;
    later.decisions.push_back(withdrawal);
    CHECK(later.score().awarded() == 4);
    withdrawal.check = "y";
    later.decisions.push_back(withdrawal);
    CHECK(later.score().awarded() == 6);
    CHECK_FALSE(later.score().decided);
    CHECK(later.decisions_in_effect().empty());
}

TEST_CASE(
    "decisions: of those of earlier versions, beside attempts, the ones on the attempt that counted apply",
    "[grading]") {
    const TemporaryFolder folder;
    const InstanceId id{"net", "ivan"};
    const Decisions decisions(folder.path());
    CHECK(decisions.of(id).empty());
    const auto keep = [&](const std::string& attempt, int ungraded, bool partial, int points) {
        const auto at = folder.path() / "attempts" / "net" / "ivan" / attempt;
        make_folders(at);
        write_file_atomic(at / "attempt.json", to_text({{"ungraded", ungraded}, {"partial", partial}}));
        if (points > 0) {
            const Json decision{
                {"check", nullptr}, {"points", points}, {"of", 9}, {"reason", "r"}, {"who", "t"}, {"when", "w"}};
            write_file_atomic(at / "decisions.json", to_text({{"schema", 1}, {"decisions", {decision}}}));
        }
    };
    keep("1", 0, false, 3);
    REQUIRE(decisions.of(id).size() == 1);
    CHECK(decisions.of(id)[0].attempt == "1");
    CHECK(decisions.students("net") == std::vector<std::string>{"ivan"});
    // Neither a student's own check nor one that measured nothing had replaced it.
    keep("2", 0, true, 0);
    keep("3", 2, false, 0);
    CHECK(decisions.of(id).size() == 1);
    auto all = decisions.of(id);
    all.push_back(decision("x", 1, 2));
    SECTION("a newer complete attempt had") {
        keep("4", 0, false, 0);
        CHECK(decisions.of(id).empty());
    }
    decisions.keep(id, all);
    CHECK(json_list(decisions.of(id)) == json_list(all));
}

TEST_CASE("attempts: the one that counts is the newest that is complete by measurement or by decision", "[grading]") {
    const TemporaryFolder folder;
    const Attempts attempts(folder.path());
    const auto keep = [&](const char* name, bool complete, bool partial) {
        auto attempt = example().measured;
        attempt.name = name;
        attempt.partial = partial;
        if (complete) {
            attempt.results.pop_back();
        }
        AttemptFolder(attempts.folder(attempt.id, name)).finish(attempt);
    };
    const InstanceId id{"net", "ivan"};
    const auto current_name = [&] { return attempts.current(id)->measured.name; };
    keep("1", false, true);
    CHECK(current_name() == "1");
    keep("2", false, false);
    keep("3", false, true);
    CHECK(current_name() == "2");
    keep("4", true, false);
    keep("5", false, false);
    keep("6", true, true);
    CHECK(current_name() == "4");
    const Decisions decisions(folder.path());
    decisions.keep(id, {decision("z", 0, 3)});
    CHECK(current_name() == "5");
    write_file_atomic(attempts.folder(id, "6") / "attempt.json", "{");
    CHECK(current_name() == "5");
    write_file_atomic(decisions.file(id), "{");
    CHECK_THROWS_WITH(attempts.current(id), Contains(decisions.file(id).string()));
    write_file_atomic(decisions.file(id), R"({"schema": 2})");
    try {
        static_cast<void>(attempts.current(id));
        FAIL("decisions of a later crocum were not read, and not missed");
    } catch (const std::exception& error) {
        CHECK_THAT(error_hint(error), Contains("A later version of crocum wrote it"));
    }
    CHECK(attempts.students("net") == std::vector<std::string>{"ivan"});
    CHECK(attempts.students("../net").empty());
}

TEST_CASE("attempts: one that lies in another's place is not read", "[grading]") {
    const TemporaryFolder folder;
    const Attempts attempts(folder.path());
    auto attempt = example().measured;
    attempt.name = "1";
    AttemptFolder(attempts.folder(attempt.id, "1")).finish(attempt);
    make_folders(attempts.folder({"net", "petr"}, "1").parent_path());
    fs::copy(attempts.folder(attempt.id, "1"), attempts.folder({"net", "petr"}, "1"), fs::copy_options::recursive);
    fs::copy(attempts.folder(attempt.id, "1"), attempts.folder(attempt.id, "2"));
    CHECK_THROWS_AS(attempts.read({"net", "petr"}, "1"), Error);
    CHECK_THROWS_AS(attempts.read(attempt.id, "2"), Error);
    CHECK(attempts.current(attempt.id)->measured.name == "1");
}

TEST_CASE("grading: an undone regrade is not in effect; a regrade can replace the run's own deadline", "[grading]") {
    Grading grading;
    grading.measured.counted = "2026-01-02T00:00:00Z";
    grading.measured.results = {result("x", Verdict::passed, 2, 1)};
    grading.measured.lateness = lateness(
        from_iso("2026-01-01T00:00:00Z"), from_iso("2026-01-02T00:00:00Z"), {LatePolicy::Kind::cut_off, 0, 100});
    CHECK(grading.score().awarded() == 0);
    grading.regrades = {regrade({now("x", 4)}), regrade({now("x", 8)})};
    grading.regrades[0].deadline = DeadlineChange{};
    grading.regrades[1].undone = Undone{"2026-01-03T00:00:00Z", "teacher"};
    CHECK(grading.regrade_in_effect() == &grading.regrades[0]);
    CHECK(grading.score().awarded() == 4);
    DueDate due;
    due.at = from_iso("2026-01-01T12:00:00Z");
    due.late = {LatePolicy::Kind::per_day, 25, 100};
    grading.due = due;
    CHECK(grading.score().awarded() == 3);
    grading.regrades[0].undone = grading.regrades[1].undone;
    CHECK_FALSE(grading.score().regraded);
    CHECK(grading.score().sum.total == 2);
}
