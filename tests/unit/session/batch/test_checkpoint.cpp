#include "lib/base/error.hpp"
#include "lib/session/batch/checkpoint.hpp"
#include "tests/unit/session/fake_class.hpp"
#include "tests/unit/session/fake_clock.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using std::chrono::hours;

namespace {

const auto evening = from_iso("2026-12-01T21:00:00Z");

/// A batch that begins now, in a process of its own.
BatchCheckpoint begin(FakeClass& students, bool restart = false) {
    students.context.begun = current_time();
    return {students.context, "hello", "hello, class net", restart};
}

} // namespace

TEST_CASE("checkpoint: a killed run that is repeated counts from its first start", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    CHECK_FALSE(begin(students).resumed());
    clock.advance(hours(11));
    CHECK(begin(students).resumed());
    CHECK(to_iso(begin(students).started()) == to_iso(evening));
}

TEST_CASE("checkpoint: after more than twelve hours, or when it ended, a run counts from its own start", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    std::optional first(begin(students));
    SECTION("twelve hours later") {
        first.reset();
        clock.advance(hours(13));
    }
    SECTION("it ended") {
        first->close();
        first.reset();
        clock.advance(hours(1));
    }
    SECTION("it is still at work, in another process") {
        clock.advance(hours(1));
    }
    SECTION("the clock was ahead") {
        first.reset();
        clock.advance(-hours(2));
    }
    const auto second = begin(students);
    CHECK_FALSE(second.resumed());
    CHECK(second.started() == students.context.begun);
}

TEST_CASE("checkpoint: --restart begins a new run, which the next command continues", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    static_cast<void>(begin(students));
    clock.advance(hours(1));
    CHECK_FALSE(begin(students, true).resumed());
    clock.advance(hours(11) + Seconds(1800));
    const auto third = begin(students);
    CHECK(third.resumed());
    CHECK(third.started() == evening + hours(1));
}

TEST_CASE("checkpoint: a damaged one, or one of a later crocum, is an error with a remedy", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    static_cast<void>(begin(students));
    for (const auto& entry : std::filesystem::directory_iterator(students.state.path() / "batches")) {
        if (entry.path().extension() != ".json") {
            continue;
        }
        write_file_atomic(entry.path(), GENERATE("{", R"({"schema": 2})"));
    }
    try {
        static_cast<void>(begin(students));
        FAIL("it was read");
    } catch (const Error& error) {
        CHECK(error_hint(error).rfind("--restart begins a new run", 0) == 0);
    }
}

TEST_CASE(
    "checkpoint: an unfinished run is listed until it can no longer be continued, and not while it runs", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    {
        const auto running = begin(students);
        CHECK(unfinished_batches(students.context).empty());
    }
    clock.advance(hours(2));
    students.context.begun = current_time();
    const auto found = unfinished_batches(students.context);
    REQUIRE(found.size() == 1);
    CHECK(found[0].lab == "hello");
    CHECK(found[0].command == students.context.command);
    CHECK(to_iso(found[0].started) == to_iso(evening));
    clock.advance(hours(11));
    students.context.begun = current_time();
    CHECK(unfinished_batches(students.context).empty());
}
