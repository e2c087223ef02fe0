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

TEST_CASE("pattern: a text of many megabytes matches nothing, and ends nothing", "[pattern]") {
    CHECK_FALSE(Pattern("(.*)*").match(std::string(std::size_t{10} << 20U, 'a')));
}
