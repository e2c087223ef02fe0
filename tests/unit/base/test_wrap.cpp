#include "lib/base/wrap.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("wrap: lines end at blanks and continue two columns further", "[wrap]") {
    CHECK(wrap("a short line\n", 20) == "a short line\n");
    CHECK(wrap("one two three four five\nsix", 10) == "one two\n  three\n  four\n  five\nsix");
    CHECK(wrap("", 10).empty());
    CHECK(wrap("no-blank-in-this-long-word\n", 10) == "no-blank-in-this-long-word\n");
}

TEST_CASE("wrap: a list continues behind its mark, a table below its last column", "[wrap]") {
    CHECK(wrap("  - make the route to the other side\n", 20) == "  - make the route\n    to the other\n    side\n");
    CHECK(
        wrap("ann  3/4  due on Monday, and late by one day\n", 30) ==
        "ann  3/4  due on Monday, and\n          late by one day\n");
}

TEST_CASE("wrap: a number keeps its percent sign", "[wrap]") {
    CHECK(wrap("late work: at most 50 %, then none\n", 21) == "late work: at most\n  50 %, then none\n");
    CHECK(wrap("at most 50 %\n", 10) == "at most\n  50 %\n");
    CHECK(wrap("the sign %\n", 8) == "the sign\n  %\n");
}

TEST_CASE("wrap: a quoted command stays whole, colours have no width, wide characters have two columns", "[wrap]") {
    CHECK(wrap("run \"crocum lab up\" again now\n", 18) == "run\n  \"crocum lab up\"\n  again now\n");
    CHECK(wrap("\x1b[33mnote:\x1b[0m ten columns\n", 17) == "\x1b[33mnote:\x1b[0m ten columns\n");
    CHECK(wrap("日本語 日本語\n", 10) == "日本語\n  日本語\n");
}
