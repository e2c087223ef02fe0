#include "lib/lab/late_policy.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("late: the penalty", "[late]") {
    const double day = 86400;
    CHECK(LatePolicy{}.penalty(10 * day) == 0);
    const LatePolicy cut{LatePolicy::Kind::cut_off, 0, 100};
    CHECK(cut.penalty(0) == 0);
    CHECK(cut.penalty(1) == 100);
    const LatePolicy daily{LatePolicy::Kind::per_day, 10, 25};
    CHECK(daily.penalty(-5) == 0);
    CHECK(daily.penalty(1) == 10);
    CHECK(daily.penalty(day) == 10);
    CHECK(daily.penalty(day + 1) == 20);
    CHECK(daily.penalty(9 * day) == 25);
    CHECK(to_string(daily) == "10 % a day, at most 25 %");
    CHECK(to_string(cut) == "cut-off");
    CHECK(late_policy_from("cut-off") == cut);
    CHECK(late_policy_from("cut_off") == cut);
}
