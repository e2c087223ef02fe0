#include "lib/base/error.hpp"
#include "lib/base/files.hpp"
#include "lib/base/json.hpp"
#include "lib/base/lock.hpp"
#include "lib/base/process.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

using namespace crocum;

namespace {

const auto ignore = [](const Holder&) {};

} // namespace

TEST_CASE("lock: a second taker is refused, with the name of the holder", "[lock]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "locks" / "one";
    const auto lock = Lock::take(file, "crocum lab up x", Seconds(0), ignore);
    CHECK_THROWS_AS(Lock::take(file, "other", Seconds(0), ignore), LockedError);
    CHECK_THROWS_WITH(Lock::take(file, "other", Seconds(0), ignore), Catch::Contains("crocum lab up x"));
    REQUIRE(Lock::holder(file));
    CHECK(Lock::holder(file)->alive);
    CHECK(Lock::holder(file)->pid == ::getpid());
    CHECK_THAT(Lock::holder(file)->describe(), Catch::StartsWith("\"crocum lab up x\" (process "));
}

TEST_CASE("lock: it is free again when its object goes", "[lock]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "one";
    { const auto lock = Lock::take(file, "first", Seconds(0), ignore); }
    CHECK_FALSE(Lock::holder(file));
    CHECK_NOTHROW(Lock::take(file, "second", Seconds(0), ignore));
    CHECK_FALSE(Lock::holder(folder.path() / "none"));
}

TEST_CASE("lock: a child that inherited it holds it after its parent is gone, and is waited for", "[lock]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "one";
    const pid_t parent = ::fork();
    if (parent == 0) {
        // The crocum that is killed: its child, standing for terraform, lives for a second more.
        const auto lock = Lock::take(file, "killed", Seconds(0), ignore);
        if (::fork() == 0) {
            ::sleep(1);
            ::_exit(0);
        }
        ::_exit(0);
    }
    ::waitpid(parent, nullptr, 0);
    CHECK_FALSE(Lock::try_take(file, "next").has_value());
    REQUIRE(Lock::holder(file));
    CHECK_FALSE(Lock::holder(file)->alive);
    bool told = false;
    const Stopwatch watch;
    const auto lock = Lock::take(file, "next", Seconds(0), [&](const Holder& who) { told = !who.alive; });
    CHECK(told);
    CHECK(watch.seconds() < 10);
}

TEST_CASE("lock: a pid that is another process's by now is no holder that is alive", "[lock]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "one";
    const auto lock = Lock::take(file, "killed", Seconds(0), ignore);
    REQUIRE(Lock::holder(file));
    CHECK(Lock::holder(file)->alive);
    auto record = parse_json(read_file(file), "the lock");
    // This process has the pid, and began at another time than the one that took the lock.
    record["start"] = "1";
    // In place: what is locked is the file, not its name.
    std::ofstream(file, std::ios::trunc) << to_line(record);
    CHECK_FALSE(Lock::holder(file)->alive);
    CHECK_THAT(Lock::holder(file)->describe(), Catch::Contains("has ended"));
    // As earlier versions wrote it.
    record.erase("start");
    std::ofstream(file, std::ios::trunc) << to_line(record);
    CHECK(Lock::holder(file)->alive);
}

TEST_CASE("lock: releasing it releases it for child processes too", "[lock]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "one";
    // What a daemon that Terraform started would hold.
    Fd inherited;
    {
        const auto lock = Lock::take(file, "first", Seconds(0), ignore);
        inherited = Fd(::dup(lock.fd()));
        CHECK_FALSE(Lock::try_take(file, "second").has_value());
    }
    CHECK(Lock::try_take(file, "second").has_value());
}

TEST_CASE("lock: a holder that yields sees the request, and a normal taker waits for it", "[lock]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "one";
    auto held = Lock::try_take(file, "student", Lock::Priority::yields);
    REQUIRE(held);
    CHECK_THROWS_AS(Lock::take(file, "another", Seconds(0), ignore, Lock::Priority::yields), LockedError);
    CHECK_FALSE(held->is_requested());
    bool wanted_still = true;
    std::thread teacher([&] {
        const auto lock = Lock::take(file, "teacher", Seconds(0), ignore);
        wanted_still = lock.is_requested(); // It has come true. (Catch's macros are for one thread.)
    });
    const Stopwatch watch;
    while (!held->is_requested() && watch.seconds() < 10) {
        std::this_thread::sleep_for(Milliseconds(10));
    }
    CHECK(held->is_requested());
    held.reset();
    teacher.join();
    CHECK_FALSE(wanted_still);
    CHECK_FALSE(Lock::holder(file));
}
