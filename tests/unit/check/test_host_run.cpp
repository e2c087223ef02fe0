#include "lib/base/clock.hpp"
#include "lib/base/error.hpp"
#include "lib/check/collect.hpp"
#include "lib/check/host_run.hpp"
#include "lib/config/host.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("host run: records that cannot be kept end the run, and are no tampering", "[host]") {
    const TemporaryFolder folder;
    Lab lab;
    lab.id = "net";
    lab.folder = folder.path();
    lab.suites = folder.path() / "checks";
    write_files(lab.suites, {{"r1.py", "def test_a(): pass\n\ndef test_b(): pass\n\ndef test_c(): pass\n"}});
    const auto suite = suites_of(lab).at(0);
    const RunOrder order{
        .suite = suite,
        .checks = collect(suite, {default_python(), folder.path() / "cache", Seconds(60)}),
        .timeout = Seconds(60),
        .guard = Seconds(10),
        .student = "ann",
        .parameters = {},
        .key = "0123456789abcdef"};
    int kept = 0;
    RunObserver observer;
    observer.finished = [](const CheckResult&) {};
    observer.output = [](std::string_view) {};
    observer.records = [&](std::string_view) {
        if (++kept == 3) {
            throw Error("cannot write records: No space left on device");
        }
    };
    std::uint64_t calls = 0;
    const Stopwatch watch;
    const auto results = run_on_host({}, order, default_python(), observer, calls);
    CHECK(watch.seconds() < 30); // The suite does not wait for its time limit.
    REQUIRE(results.size() == 3);
    CHECK(results[0].verdict == Verdict::passed);
    CHECK(results[2].verdict == Verdict::ungraded);
    CHECK(results[2].reason == reason::internal);
    CHECK(results[2].message.find("No space left on device") != std::string::npos);
}
