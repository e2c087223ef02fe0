#include "lib/base/digest.hpp"
#include "lib/base/files.hpp"
#include "lib/report/evidence.hpp"
#include "lib/store/evidence.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

/// Records as crocum_runtime/records.py writes them.
std::string signed_lines(const std::vector<Json>& records) {
    std::string text;
    std::string mac;
    for (const auto& record : records) {
        const auto body = to_line(record);
        mac = hmac_sha256("key", mac + body);
        text += mac + " " + body + "\n";
    }
    return text;
}

Json check_record(const std::string& id, const std::string& outcome) {
    return {
        {"type", "check"},
        {"id", id},
        {"outcome", outcome},
        {"reason", outcome == "ungraded" ? "timeout" : ""},
        {"share", outcome == "passed" ? 1 : 0},
        {"message", "m\n\x1B[31m"}};
}

CheckResult result(const std::string& id, Verdict verdict, const std::string& reason = "") {
    CheckResult made;
    made.check.id = id;
    made.check.machine = "r1";
    made.check.title = "\x1B[2Jtitle";
    made.verdict = verdict;
    made.reason = reason;
    made.share = verdict == Verdict::passed ? 1 : 0;
    made.message = "m\n";
    return made;
}

/// An attempt whose folder has these records of r1.
struct Kept {
    explicit Kept(const std::string& records) {
        attempt.machines["r1"].key = "key";
        attempt.results = {result("x", Verdict::passed), result("y", Verdict::failed)};
        write_file_atomic(folder.path() / "r1.records.jsonl", records);
    }

    Evidence verify() const { return verify_records(attempt, folder.path()).at("r1"); }

    TemporaryFolder folder;
    Attempt attempt;
};

const std::vector<Json> both{{{"type", "start"}}, check_record("x", "passed"), check_record("y", "failed")};

} // namespace

TEST_CASE("evidence: records that agree with the attempt are verified", "[evidence]") {
    Kept kept(signed_lines(both));
    CHECK(kept.verify().fits());
    CHECK(kept.verify().finding == "verified");
    kept.attempt.results.push_back(result("z", Verdict::ungraded, "timeout"));
    CHECK(kept.verify().finding == "verified");
}

TEST_CASE("evidence: a disagreement is reported", "[evidence]") {
    Kept kept(signed_lines(both));
    SECTION("another key") {
        kept.attempt.machines["r1"].key = "other";
        CHECK_THAT(kept.verify().finding, Contains("a record that this run did not write"));
    }
    SECTION("another verdict") {
        kept.attempt.results[1] = result("y", Verdict::passed);
        CHECK(kept.verify().finding == "the record of y has another result");
    }
    SECTION("what was measured is said to be not measured") {
        kept.attempt.results[1] = result("y", Verdict::ungraded, "agent_silent");
        CHECK(kept.verify().finding == "the record of y has another result");
    }
    SECTION("a verdict without a record") {
        kept.attempt.results.push_back(result("z", Verdict::failed));
        CHECK(kept.verify().finding == "there is no record of z");
    }
    SECTION("no records") {
        std::filesystem::remove(kept.folder.path() / "r1.records.jsonl");
        CHECK(kept.verify().finding == "the records are missing");
    }
    SECTION("no file") {
        std::filesystem::remove(kept.folder.path() / "r1.records.jsonl");
        std::filesystem::create_directory(kept.folder.path() / "r1.records.jsonl");
    }
    CHECK_FALSE(kept.verify().fits());
}

TEST_CASE("evidence: a check of a suite that was not run, or whose name leads elsewhere", "[evidence]") {
    Kept kept(signed_lines(both));
    kept.attempt.results.push_back(result("z", Verdict::passed));
    kept.attempt.results.back().check.machine = "r2";
    kept.attempt.machines["../r3"].key = "key";
    const auto found = verify_records(kept.attempt, kept.folder.path());
    CHECK(found.at("r1").fits());
    CHECK_FALSE(found.at("r2").fits());
    CHECK_FALSE(found.at("../r3").fits());
}

TEST_CASE("evidence: the host may have believed less", "[evidence]") {
    Kept kept(signed_lines(both));
    kept.attempt.results[0] = result("x", Verdict::ungraded, "mismatch");
    CHECK(kept.verify().finding == "verified");
    write_file_atomic(kept.folder.path() / "r1.records.jsonl", signed_lines(both) + "forged\n");
    CHECK_FALSE(kept.verify().fits());
    kept.attempt.results = {result("x", Verdict::ungraded, "tampered"), result("y", Verdict::ungraded, "tampered")};
    CHECK(kept.verify().fits());
    CHECK_THAT(kept.verify().finding, Contains("refused: a record"));
}

TEST_CASE("evidence: where nothing was measured there is nothing to verify", "[evidence]") {
    Kept kept("");
    std::filesystem::remove(kept.folder.path() / "r1.records.jsonl");
    kept.attempt.results = {result("x", Verdict::ungraded, "agent_silent")};
    CHECK(kept.verify().fits());
    CHECK(kept.verify().finding == "none");
}

TEST_CASE("evidence: an attempt that was not finished has records that nothing vouches for", "[evidence]") {
    const Kept kept(
        "mac {\"type\": \"start\"}\nmac " + to_line(check_record("x\x1B[31m", "passed")) + "\nnonsense\n[\nmac {\"ty");
    const auto records = loose_records(kept.folder.path());
    REQUIRE(records.at("r1").size() == 1);
    CHECK(records.at("r1")[0].id == "x");
    CHECK(records.at("r1")[0].outcome == "passed");
    CHECK(loose_records("/no/such/folder").empty());
}

TEST_CASE("evidence: nothing of a document reaches a terminal raw", "[evidence]") {
    Kept kept(signed_lines(both));
    auto& attempt = kept.attempt;
    const std::string hostile = "a\x1B]0;b\x07\n";
    attempt.crocum = attempt.instance = attempt.started = attempt.selection = hostile;
    attempt.partial = true;
    attempt.revision = Revision{hostile, true};
    attempt.parameters[hostile] = hostile;
    attempt.suite_digests["r1"] = hostile;
    auto& machine = attempt.machines["r1"];
    machine.domain = machine.uri = machine.uuid = hostile;
    attempt.results[1].message = attempt.results[1].output = attempt.results[1].check.id = hostile;
    Grading grading;
    grading.measured = attempt;
    grading.decisions = {{hostile, false, 1, 1, hostile, hostile, hostile, hostile}};
    Regrade regrade;
    regrade.run = regrade.when = regrade.who = regrade.crocum = hostile;
    regrade.revision = Revision{hostile, false};
    grading.regrades = {regrade};
    const auto text = judged_with(attempt, verify_records(attempt, kept.folder.path()), true, Style()) +
                      checks_in_effect(grading, true, Style()) + afterwards(grading, Style());
    CHECK(text.find('\x1B') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    grading.regrades.clear();
    CHECK(checks_in_effect(grading, true, Style()).find('\x1B') == std::string::npos);
}

TEST_CASE("evidence: a cross-check can change the verdict of a check", "[evidence]") {
    Kept kept(signed_lines(both));
    kept.attempt.results[0] = result("x", Verdict::ungraded, "agent_silent");
    CHECK_FALSE(kept.verify().fits());
    kept.attempt.machines["r1"].compared = {"x"};
    CHECK(kept.verify().finding == "verified");
}
