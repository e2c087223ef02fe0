#include "lib/session/grading/regrade.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

CheckResult result(const std::string& id, double points, Verdict verdict = Verdict::passed) {
    CheckResult made;
    made.check.id = id;
    made.check.points = points;
    made.verdict = verdict;
    made.share = verdict == Verdict::passed ? 1 : 0;
    made.message = "m";
    return made;
}

using Words = std::vector<std::string>;

} // namespace

TEST_CASE("changes: none when every student sees the same result", "[regrade]") {
    auto after = result("x", 2);
    // What a student would read if it failed; it did not.
    after.check.hide_errors = "look";
    after.check.line = 7;
    CHECK(changes({result("x", 2), result("y", 1)}, {result("y", 1), after}).empty());
}

TEST_CASE("changes: added and removed checks, and every changed field", "[regrade]") {
    auto before = result("x", 2, Verdict::failed);
    auto after = result("x", 3, Verdict::failed);
    after.check.title = "T";
    after.check.number = "1";
    after.check.visibility = Visibility::hidden;
    after.check.tags = {"a"};
    after.check.hide_errors = "look";
    const auto changed = changes({before, result("old", 1)}, {result("new", 1), after});
    REQUIRE(changed.size() == 3);
    CHECK_FALSE(changed[0].before);
    CHECK(changed[1].what == Words{"points", "title", "number", "visibility", "tags", "message"});
    CHECK_FALSE(changed[2].after);
    CHECK(changed[2].id == "old");
    CHECK(changes({before}, {result("x", 2)})[0].what == Words{"points", "verdict"});
}
