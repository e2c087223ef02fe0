#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("clock: a deadline never has negative time left, and nested ones share the nearer end", "[clock]") {
    const Deadline past(Seconds(-5));
    CHECK(past.passed());
    CHECK(past.left() == Milliseconds(0));
    CHECK(past.within(Seconds(100)).passed());
    CHECK(Deadline(Seconds(100)).within(Seconds(1)).left() <= Seconds(1));
}

TEST_CASE("clock: times there and back", "[clock]") {
    const auto time = from_iso("2026-11-23T18:30:05Z");
    CHECK(to_iso(time) == "2026-11-23T18:30:05Z");
    CHECK_THROWS(from_iso("2026-11-23"));
    CHECK_THROWS(from_iso("2026-11-23T18:30:05Z and more"));
}

TEST_CASE("clock: stamps for file names, there and back to the microsecond", "[clock]") {
    const auto time = from_iso("2026-11-23T18:30:05Z") + std::chrono::microseconds(42);
    CHECK(to_stamp(time) == "2026-11-23T183005.000042Z");
    CHECK(from_stamp(to_stamp(time)) == time);
    for (const auto* text : {"", "2026-11-23T183005Z", "2026-11-23T183005.000042", "2026-11-23T183005.00004xZ"}) {
        CHECK_THROWS(from_stamp(text));
    }
}

TEST_CASE("clock: durations as people say them", "[clock]") {
    CHECK(format_duration(Seconds(5)) == "5 s");
    CHECK(format_duration(Seconds(300)) == "5 min");
    CHECK(format_duration(Seconds(3 * 3600)) == "3 h");
    CHECK(format_duration(Seconds(50 * 3600)) == "2 days");
}

TEST_CASE("clock: durations and times as people write them", "[clock]") {
    CHECK(duration_from("90s", "x") == Seconds(90));
    CHECK(duration_from("1d2h", "x") == Seconds(26 * 3600));
    for (const auto* text : {"", "2", "h", "2h3", "-1h", "2 h", "0s", "999999999999999999999d", "1w"}) {
        CHECK_THROWS_AS(duration_from(text, "x"), UsageError);
    }
    CHECK(to_iso(time_from("2026-12-01T23:59+03:00", "x")) == "2026-12-01T20:59:00Z");
    CHECK(to_iso(time_from("2026-12-01T23:59:30-05:30", "x")) == "2026-12-02T05:29:30Z");
    CHECK(to_iso(time_from("2026-12-01T23:59Z", "x")) == "2026-12-01T23:59:00Z");
    CHECK(to_iso(time_from("2026-12-01 23:59Z", "x")) == "2026-12-01T23:59:00Z");
    CHECK(to_iso(time_from("2026-12-01 23:59:30+03:00", "x")) == "2026-12-01T20:59:30Z");
    CHECK(to_iso(time_from("2026-12-01 23:59 UTC", "x")) == "2026-12-01T23:59:00Z");
    CHECK(time_from("2026-12-01 23:59", "x") == time_from("2026-12-01T23:59", "x"));
    CHECK_NOTHROW(time_from("2026-12-01T23:59", "x"));
    CHECK_NOTHROW(time_from("2028-02-29T00:00:59Z", "x"));
    for (const auto* text :
         {"",
          "tomorrow",
          "2026-12-01",
          "2026-12-01T23:59+3",
          "2026-12-01T23:59 ",
          "2026-12-01 ",
          "2026-12-01  23:59",
          "2026-12-01 23:59Z UTC",
          "2026-12-01 23:59 NZDT",
          "2026-12-01 23:59 +15:00",
          "2026-12-01T23:59+15:00",
          "2026-12-01t23:59",
          "2026-12-01T23:59+03:00x",
          "26-12-01T23:59",
          "2026-02-30T10:00",
          "2027-02-29T10:00Z",
          "2026-12-01T23:59:60Z",
          "2999-12-31T23:59Z",
          "9999-12-31T23:59"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(time_from(text, "x"), UsageError);
    }
    const auto now = time_from("2026-12-01T12:00Z", "x");
    CHECK(to_iso(moment_from("90m", "x", now)) == "2026-12-01T10:30:00Z");
    CHECK(to_iso(moment_from("2026-12-01T11:00Z", "x", now)) == "2026-12-01T11:00:00Z");
}
