#include "lib/session/verify/diagnose.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace crocum;
using Catch::Contains;

namespace {

CheckResult result(const std::string& id, Verdict verdict, double points = 1) {
    CheckResult result;
    result.check.id = id;
    result.check.points = points;
    result.verdict = verdict;
    result.share = verdict == Verdict::passed ? 1 : 0;
    result.message = verdict == Verdict::failed ? "do it" : "";
    result.seconds = 0.25;
    return result;
}

constexpr auto passed = Verdict::passed;
constexpr auto failed = Verdict::failed;
constexpr auto unmeasured = Verdict::ungraded;

/// One check, "a", with these verdicts before and after.
ResultMatrix proof(const std::vector<Verdict>& before, const std::vector<Verdict>& after, bool baseline = false) {
    ResultMatrix proof{{"untouched", {}, {}}, {"solved", {}, {}}, {}};
    for (const auto& [verdicts, state] : {std::pair(&before, &proof.untouched), std::pair(&after, &proof.solved)}) {
        for (const auto verdict : *verdicts) {
            auto one = result("a", verdict);
            one.check.baseline = baseline;
            state->gradings.push_back({one});
        }
    }
    return proof;
}

std::vector<std::string> texts(const std::vector<Fault>& faults) {
    std::vector<std::string> texts;
    for (const auto& fault : faults) {
        texts.push_back(fault.subject + ": " + fault.message);
    }
    return texts;
}

std::string only(const std::vector<Fault>& faults) {
    REQUIRE(faults.size() == 1);
    return texts(faults)[0];
}

} // namespace

TEST_CASE("proof: failing before and passing after proves a check", "[proof]") {
    CHECK(faults_of(proof({failed}, {passed})).empty());
    CHECK(faults_of(proof({failed, failed}, {passed, passed})).empty());
    CHECK(faults_of(proof({passed}, {passed}, true)).empty());
}

TEST_CASE("proof: what passes in any case proves nothing, unless it is marked baseline", "[proof]") {
    CHECK_THAT(only(faults_of(proof({passed}, {passed}))), Contains("a: passes also in the untouched lab"));
    CHECK_THAT(
        only(faults_of(proof({failed}, {passed}, true))),
        Contains("marked baseline and does not pass in the untouched lab (failed): do it"));
}

TEST_CASE("proof: a check that fails with the solution is reported with its message", "[proof]") {
    CHECK(only(faults_of(proof({failed}, {failed}))) == "a: does not pass with the solution (failed): do it");
    // A part of the points is no pass, and the message may be missing.
    auto part = proof({failed}, {passed});
    part.solved.gradings[0][0].share = 0.5;
    CHECK(only(faults_of(part)) == "a: does not pass with the solution (0.5 of 1)");
    CHECK(only(faults_of(proof({failed}, {Verdict::skipped}))) == "a: does not pass with the solution (skipped)");
}

TEST_CASE("proof: a check that the suite skips everywhere is worth nothing and proves nothing", "[proof]") {
    auto skipped = proof({Verdict::skipped}, {Verdict::skipped});
    skipped.untouched.gradings[0][0].check.skipped = "not today";
    skipped.solved.gradings[0][0].check.skipped = "not today";
    CHECK(faults_of(skipped).empty());
}

TEST_CASE("proof: what flickers is called that, and nothing else", "[proof]") {
    CHECK(
        only(faults_of(proof({failed, failed}, {passed, failed}))) ==
        "a: is flaky: passed/failed in 2 gradings of the solved lab");
    CHECK_THAT(only(faults_of(proof({failed, passed}, {passed, passed}))), Contains("of the untouched lab"));
    auto shares = proof({failed, failed}, {passed, passed});
    shares.untouched.gradings[1][0].share = 0.5;
    CHECK(only(faults_of(shares)) == "a: is flaky: failed/0.5 of 1 in 2 gradings of the untouched lab");
}

TEST_CASE("proof: an unmeasured check is only reported as not measured", "[proof]") {
    auto silent = proof({unmeasured}, {unmeasured});
    silent.solved.gradings[0][0].reason = "agent_silent";
    silent.solved.gradings[0][0].message = "no agent\nruns";
    CHECK(faults_of(silent).empty());
    CHECK(texts(ungraded_in(silent)).at(1) == "a: was not measured in the solved lab: agent_silent: no agent runs");
    CHECK(faults_of(proof({failed, unmeasured}, {passed, passed})).empty());
    CHECK(ungraded_in(proof({failed}, {passed})).empty());
    CHECK(score_in(silent.solved) == "?/1");
}

TEST_CASE("proof: a partial solution has to have exactly its score", "[proof]") {
    auto partial = proof({failed}, {passed});
    partial.partials = {{"half", 0.3, {{result("a", passed, 0.1), result("b", passed, 0.2)}}}};
    CHECK(faults_of(partial).empty());
    partial.partials[0].expected = 1;
    CHECK(only(faults_of(partial)) == "partial-half: reaches 0.3 points, but lab.yaml expects 1");
    partial.partials[0].gradings[0][0].verdict = unmeasured;
    CHECK(faults_of(partial).empty());
    CHECK_THAT(
        texts(ungraded_in(partial)).at(0),
        Contains("of the lab with partial solution half") || Contains("in the lab with partial solution half"));
}

TEST_CASE("proof: the table", "[proof]") {
    auto whole = proof({failed, failed}, {passed, failed});
    whole.partials = {{"half", 0, {{result("a", failed)}}}};
    using Rows = std::vector<std::vector<std::string>>;
    CHECK(
        rows_of(whole) == Rows{
                              {"CHECK", "UNTOUCHED", "SOLVED", "TIME", "PARTIAL half"},
                              {"a", "failed", "passed/failed", "0.25 s", "failed"},
                              {"points", "0/1", "0/1", "", "0/1"}});
}
