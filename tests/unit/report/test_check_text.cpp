#include "lib/report/check_text.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

CheckResult result(Verdict verdict, double points, const std::string& message = "") {
    CheckResult made;
    made.check.machine = "r1";
    made.check.title = "Address";
    made.check.number = "1.1";
    made.check.points = 2;
    made.verdict = verdict;
    made.share = points / 2;
    made.message = message;
    made.reason = verdict == Verdict::ungraded ? "agent_silent" : "";
    return made;
}

const Style plain;

} // namespace

TEST_CASE("trace: one line a check, tags of one width", "[trace]") {
    CHECK(trace_line(result(Verdict::passed, 2), plain) == "[ PASS ]     2/2  r1  1.1 Address\n");
    CHECK(trace_line(result(Verdict::failed, 0), plain) == "[ FAIL ]     0/2  r1  1.1 Address\n");
    CHECK(trace_line(result(Verdict::failed, 1.5), plain) == "[ PART ]   1.5/2  r1  1.1 Address\n");
    CHECK(trace_line(result(Verdict::ungraded, 0), plain) == "[  ??  ]     ?/2  r1  1.1 Address\n");
    CHECK_THAT(trace_line(result(Verdict::passed, 2), Style{true}), Contains("\x1B[32m"));
}

TEST_CASE("trace: the list of open points has the messages and their points", "[trace]") {
    CHECK(left_to_do({result(Verdict::passed, 2)}, plain).empty());
    CHECK(
        left_to_do({result(Verdict::failed, 0, "set it\nreally")}, plain) ==
        "Left to do\n  r1\n    - set it (2 points)\n      really\n");
}

TEST_CASE("trace: without a measurement there is no final score", "[trace]") {
    const std::vector<CheckResult> results{result(Verdict::passed, 2), result(Verdict::ungraded, 0, "silence")};
    CHECK(
        score_line(results, false, plain) == "No final score: 2 of 2 points measured so far; 1 of 2 checks ungraded\n");
    CHECK_THAT(not_measured(results, plain), Contains("agent_silent: silence (1 check)"));
    CHECK(
        score_line({result(Verdict::passed, 2), result(Verdict::failed, 0)}, false, plain) ==
        "Score: 2 of 4 points (50 %)\n");
    CHECK_THAT(score_line({result(Verdict::passed, 2)}, true, plain), Contains("no final score"));
}

TEST_CASE("trace: the student reads the author's text, and no hidden check", "[trace]") {
    auto failed = result(Verdict::failed, 0.5, "the secret address is missing");
    failed.check.hide_errors = "look at the addresses";
    CHECK(left_to_do({failed}, plain) == "Left to do\n  r1\n    - look at the addresses (1.5 points)\n");
    auto hidden = result(Verdict::failed, 0, "secret");
    hidden.check.visibility = Visibility::hidden;
    CHECK(left_to_do({hidden}, plain) == "Left to do\n  and 1 check that the student does not see\n");
}
