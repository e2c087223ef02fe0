#include "cmd/app.hpp"
#include "cmd/parser.hpp"
#include "lib/base/suggest.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

TEST_CASE("app: a mistyped verb gets the nearest one", "[app]") {
    CHECK_THROWS_AS(parse({"lab", "upp", "hello"}), UsageError);
    try {
        static_cast<void>(parse({"lab", "chekc", "hello"}));
        FAIL("it was taken for a verb");
    } catch (const UsageError& error) {
        CHECK_THAT(error.hint, Contains("crocum lab check"));
    }
    CHECK_THROWS_WITH(parse({"labs"}), Contains("labs"));
}

TEST_CASE("app: a mistyped option is named, not a missing argument", "[app]") {
    CHECK_THROWS_WITH(parse({"lab", "up", "--bad"}), Contains("--bad"));
    CHECK_THROWS_WITH(parse({"lab", "up", "hello", "-s"}), Contains("-s") || Contains("student"));
    CHECK_THROWS_WITH(parse({"lab", "up", "hello", "surplus", "-s", "x"}), Contains("surplus"));
    CHECK_THROWS_WITH(parse({"lab", "up", "hello", "--color", "blue"}), Contains("blue"));
}

TEST_CASE("app: what follows -- is the command and nothing else", "[app]") {
    const auto invocation = parse({"lab", "exec", "hello", "-s", "demo", "--", "ls", "-s", "--json"});
    CHECK(invocation.command == std::vector<std::string>{"ls", "-s", "--json"});
    CHECK(invocation.takes_command);
    CHECK_THROWS_WITH(
        parse({"lab", "up", "hello", "-s", "demo", "--", "ls"}), Contains("does not take a command after \"--\""));
}

TEST_CASE("app: no verb is a usage error that shows the help", "[app]") {
    CHECK(parse({}).run);
    CHECK(parse({"lab"}).run);
}

TEST_CASE("spelling: near words only", "[app]") {
    CHECK(nearest("lst", {"up", "list", "down"}) == "list");
    CHECK(nearest("chekc", {"check", "up"}) == "check");
    CHECK(nearest("zebra", {"up", "list"}).empty());
}
