#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/base/pattern.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("pattern: whole texts, places in texts, replacements", "[pattern]") {
    const Pattern number(R"((\d+)( points?)?)");
    REQUIRE(number.match("12 points"));
    CHECK(number.match("12 points")->groups == std::vector<std::string>{"12 points", "12", " points"});
    CHECK(number.match("12")->groups[2].empty());
    CHECK_FALSE(number.match("12 coins"));
    const auto found = number.search("it has 7 points now");
    REQUIRE(found);
    CHECK(found->begin == 7);
    CHECK(found->end == 15);
    CHECK(number.replace("1 and 2", "<$1>") == "<1> and <2>");
}

TEST_CASE("pattern: a text of some megabytes takes no stack, and linear time", "[pattern]") {
    const std::string text(std::size_t{10} << 20U, 'a');
    CHECK(Pattern("(?:a|b)*").match(text));
    const Stopwatch watch;
    CHECK_FALSE(Pattern("(a*)*b").match(text));
    CHECK(watch.seconds() < 10);
}

TEST_CASE("pattern: bytes match, also invalid UTF-8; a dot matches no newline", "[pattern]") {
    CHECK(Pattern("a.c").match("a\xFF"
                               "c"));
    CHECK(Pattern("[^x]+").match("\xC3\xBC\xFF"));
    CHECK_FALSE(Pattern("a.c").match("a\nc"));
    CHECK_FALSE(Pattern("^b$").search("a\nb\nc"));
    CHECK(Pattern("(a)|(b)").match("b")->groups == std::vector<std::string>{"b", "", "b"});
    CHECK(Pattern("^(.*?)( while .*)?$").match("it fails while it reads")->groups[1] == "it fails");
}

TEST_CASE("pattern: a replacement is taken as it is, but for groups", "[pattern]") {
    CHECK(Pattern("(b)").replace("abcb", R"(\1$1$)") == R"(a\1b$c\1b$)");
    CHECK(Pattern("\\bx\\b").replace("x ax x_ x.", "y") == "y ax x_ y.");
}

TEST_CASE("pattern: an invalid or unsupported expression is an error", "[pattern]") {
    for (const auto* expression : {R"((a)\1)", "a(?=b)", "a(?!b)", "(?<=a)b"}) {
        CHECK_THROWS_WITH(
            Pattern(expression),
            Catch::Contains(expression) && Catch::Contains("backreferences and lookaround are not supported"));
    }
    CHECK_THROWS_AS(Pattern("(a"), Error);
}
