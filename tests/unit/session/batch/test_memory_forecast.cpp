#include "lib/base/error.hpp"
#include "lib/session/batch/memory_forecast.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("memory forecast: second turns are not counted again", "[batch]") {
    FakeClass students({"ann", "bob"});
    // Room for no further machine beside the two that run.
    students.host->memory = {std::uint64_t{2} << 30U, std::uint64_t{900} << 20U};
    MemoryForecast forecast(3);
    forecast.begin_turn(false);
    forecast.begin_turn(false);
    forecast.begin_turn(true);
    forecast.begin_turn(true);
    forecast.learn(students.context, students.instance("ann"));
    CHECK(students.observer.has("0 more fit at a time, and up to 1 more are to come"));
    CHECK_THROWS_AS(forecast.require_memory(students.context), WaitingError);
}

TEST_CASE("memory forecast: an unknown size fails no student", "[batch]") {
    FakeClass students({"ann"});
    students.host->before = [](const std::string& operation, const std::string&) {
        if (operation == "memory_of") {
            throw UnreachableError("the provider does not answer");
        }
    };
    MemoryForecast forecast(2);
    CHECK_NOTHROW(forecast.learn(students.context, students.instance("ann")));
    CHECK(students.observer.has("is not known"));
    CHECK_NOTHROW(forecast.require_memory(students.context));
}
