#include "lib/session/student/throttle.hpp"
#include "tests/unit/session/fake_class.hpp"
#include "tests/unit/session/fake_clock.hpp"

#include <catch2/catch.hpp>

#include <future>

using namespace crocum;

namespace {

Lock lock_in(const FakeClass& students) {
    return Lock::try_take(students.state.path() / "locks" / "hello.ann", "crocum console").value();
}

} // namespace

TEST_CASE("preemption watch: a check that takes too long is called stuck", "[student]") {
    const FakeClass students({"ann"});
    const auto lock = lock_in(students);
    std::promise<void> called;
    auto stuck = called.get_future();
    PreemptionWatch watch(lock, Seconds(0), [&] { called.set_value(); });
    CHECK(stuck.wait_for(Seconds(10)) == std::future_status::ready);
    CHECK_FALSE(watch.end());
}

TEST_CASE("preemption watch: a check that ends in time is not called stuck", "[student]") {
    const FakeClass students({"ann"});
    const auto lock = lock_in(students);
    bool stuck = false;
    {
        PreemptionWatch watch(lock, Seconds(60), [&] { stuck = true; });
        CHECK_FALSE(watch.end());
    }
    CHECK_FALSE(stuck);
}

TEST_CASE("rate limit: a student can check again a minute after the end of the last check", "[student]") {
    const FakeClass students({"ann", "bob"});
    FakeClock clock;
    {
        const RateLimit running(students.context, "ann");
        CHECK_THROWS_WITH(RateLimit(students.context, "ann"), "your previous check is still running");
        clock.advance(Seconds(600));
    }
    clock.advance(Seconds(50));
    CHECK_THROWS_WITH(RateLimit(students.context, "ann"), Catch::Contains("you can check again in"));
    CHECK_NOTHROW(RateLimit(students.context, "bob"));
    clock.advance(Seconds(10));
    CHECK_NOTHROW(RateLimit(students.context, "ann"));
}
