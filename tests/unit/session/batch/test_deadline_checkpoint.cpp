#include "lib/base/error.hpp"
#include "lib/session/batch/deadline_checkpoint.hpp"
#include "tests/unit/session/fake_class.hpp"
#include "tests/unit/session/fake_clock.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using std::chrono::hours;

namespace {

const auto evening = from_iso("2026-12-01T21:00:00Z");

/// A batch with a deadline that begins now, in a process of its own.
DeadlineCheckpoint begin(FakeClass& students) {
    students.context.begun = current_time();
    TargetSelection net;
    net.class_name = "net";
    return {students.context, "hello", net, "2026-12-01T20:59:00Z"};
}

} // namespace

TEST_CASE("deadline checkpoint: a killed run that is repeated counts from its first start", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    CHECK_FALSE(begin(students).resumed());
    clock.advance(hours(11));
    CHECK(begin(students).resumed());
    CHECK(to_iso(begin(students).started()) == to_iso(evening));
}

TEST_CASE(
    "deadline checkpoint: after more than twelve hours, or when it ended, a run counts from its own start", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    auto first = begin(students);
    SECTION("twelve hours later") {
        clock.advance(hours(13));
    }
    SECTION("it ended") {
        first.close();
        clock.advance(hours(1));
    }
    SECTION("the clock was ahead") {
        clock.advance(-hours(2));
    }
    const auto second = begin(students);
    CHECK_FALSE(second.resumed());
    CHECK(second.started() == students.context.begun);
}

TEST_CASE("deadline checkpoint: a damaged one, or one of a later crocum, is an error with a remedy", "[batch]") {
    FakeClass students({});
    FakeClock clock(evening);
    static_cast<void>(begin(students));
    for (const auto& entry : std::filesystem::directory_iterator(students.state.path() / "batches")) {
        write_file_atomic(entry.path(), GENERATE("{", R"({"schema": 2})"));
    }
    try {
        static_cast<void>(begin(students));
        FAIL("it was read");
    } catch (const Error& error) {
        CHECK(error_hint(error).rfind("Remove ", 0) == 0);
    }
}
