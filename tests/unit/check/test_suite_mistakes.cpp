#include "lib/check/collect.hpp"
#include "lib/check/host_run.hpp"
#include "lib/config/host.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace crocum;
using Catch::Contains;

namespace {

/// Runs a suite that needs no machine.
std::vector<CheckResult> run_suite(const std::string& suite_text, Seconds guard = Seconds(10)) {
    const TemporaryFolder folder;
    Lab lab;
    lab.id = "net";
    lab.folder = folder.path();
    lab.suites = folder.path() / "checks";
    write_files(lab.suites, {{"r1.py", "import pytest\n" + suite_text}});
    const auto suite = suites_of(lab).at(0);
    const RunOrder order{
        .suite = suite,
        .checks = collect(suite, {default_python(), folder.path() / "cache", Seconds(60)}),
        .timeout = Seconds(60),
        .guard = guard,
        .student = "ann",
        .parameters = {{"vlan", "7"}},
        .key = "0123456789abcdef"};
    RunObserver observer;
    observer.finished = [](const CheckResult&) {};
    observer.output = [](std::string_view) {};
    observer.records = [](std::string_view) {};
    std::uint64_t calls = 0;
    return run_on_host({}, order, default_python(), observer, calls);
}

/// "passed", "failed timeout", "ungraded internal"
std::string verdict_of(const CheckResult& result) {
    return fmt::format("{}{}{}", to_string(result.verdict), result.reason.empty() ? "" : " ", result.reason);
}

} // namespace

TEST_CASE("suite mistakes: a sum of fractions is a share, and no zero", "[suite_mistakes]") {
    const auto results = run_suite(R"(
from decimal import Decimal
from fractions import Fraction

def test_twentieths(set_score):
    set_score(sum([0.05] * 20))

def test_tenths(set_score):
    share = 1.0
    for n in range(10):
        share -= 0.1
    set_score(-share)

def test_thirds(set_score):
    set_score(sum([Fraction(1, 3)] * 3))

def test_decimal(set_score):
    set_score(Decimal("0.25"))
)");
    REQUIRE(results.size() == 4);
    CHECK(verdict_of(results[0]) == "passed");
    CHECK(results[0].share == 1);
    CHECK(results[1].share == 0);
    CHECK(results[1].reason.empty());
    CHECK(verdict_of(results[2]) == "passed");
    CHECK(results[3].share == 0.25);
}

TEST_CASE("suite mistakes: a wrong call of a fixture of crocum is no zero, and cannot be caught", "[suite_mistakes]") {
    const auto results = run_suite(R"(
@pytest.mark.parametrize("share", [1.5, 1.001, -0.001, float("nan"), float("inf"), "0.5", True, None, 1j, [1]])
def test_share(set_score, share):
    set_score(share)

def test_caught(set_score):
    try:
        set_score(2)
    except BaseException:
        pass
    set_score(1)

@pytest.mark.wait(30)
def test_repeated(set_score):
    set_score(2)

def test_parameter(params):
    assert params["vlna"] == "7", "no"
)");
    REQUIRE(results.size() == 13);
    for (const auto& result : results) {
        INFO(result.check.id << ": " << result.message);
        CHECK(verdict_of(result) == "ungraded internal");
    }
    CHECK(results[0].message == "the suite calls set_score with 1.5; it takes a share from 0 to 1");
    CHECK(results[12].message == "the suite asks for the parameter 'vlna'; lab.yaml has vlan");
    CHECK(results[11].seconds < 5);
}

TEST_CASE("suite mistakes: what pytest skips or expects to fail by itself is ungraded", "[suite_mistakes]") {
    const auto results = run_suite(R"(
import unittest

async def test_async(): pass

@pytest.mark.wait(1)
async def test_async_repeated(): assert False

async def test_async_generator():
    yield

def test_yield():
    yield

def test_returns_coroutine():
    async def inner(): pass
    return inner()

@pytest.fixture
async def page(): return 1

def test_async_fixture(page): assert page == 1

class TestUnit(unittest.TestCase):
    async def test_method(self): pass

    @unittest.expectedFailure
    def test_expected(self): self.fail("no")

@pytest.mark.xfail(reason="known")
def test_xfail(): assert False

@pytest.mark.xfail(run=False)
def test_xfail_not_run(): pass

@pytest.mark.xfail(strict=True)
def test_xpass_strict(): pass

def test_xfail_within(): pytest.xfail("known")

@pytest.mark.skipif(True)
def test_skipif_without_reason(): pass

def test_getfixturevalue(request): request.getfixturevalue("nosuch")

def test_fixture(nosuch): pass
)");
    REQUIRE(results.size() == 15);
    for (const auto& result : results) {
        INFO(result.check.id << ": " << result.message);
        CHECK(verdict_of(result) == "ungraded internal");
        CHECK_FALSE(result.message.empty());
    }
    CHECK_THAT(results[0].message, Contains("the check is a coroutine, which nothing awaits"));
    CHECK(results[3].message == "the check has a yield, so pytest does not run it");
    CHECK(results[8].message == "the suite expects this check to fail (xfail): known");
    CHECK(results[10].message == "the suite says that this check has to fail (xfail, strict), but it passed");
}

TEST_CASE("suite mistakes: outcomes in which a machine has a say are as before", "[suite_mistakes]") {
    const auto results = run_suite(R"(
import asyncio
import unittest

@pytest.mark.xfail
def test_xpass(): pass

@pytest.mark.xfail(raises=ValueError)
def test_another_failure(): assert False, "another"

def test_skips_itself():
    if asyncio:
        pytest.skip("not here")

def test_runs_coroutine():
    async def inner(): return 1
    assert asyncio.run(inner()) == 1

class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_method(self): self.assertEqual(1, 2)

@pytest.mark.skip(reason="later")
def test_marked(): pass

def test_first_statement():
    """Skips always"""
    pytest.skip("later")

@unittest.skip("later")
class TestSkipped(unittest.TestCase):
    def test_method(self): pass

def test_parameter(params):
    assert params["vlan"] == "7" and params.get("none") is None

def test_exception(): raise ValueError("of what a machine printed")

def test_built_in(record_property, record_xml_attribute, record_testsuite_property, cache, doctest_namespace):
    record_property("a", 1)
    record_xml_attribute("a", 1)
    record_testsuite_property("a", 1)
    cache.set("a/b", [1])
    assert cache.get("a/b", None) == [1] and cache.get("c", 2) == 2
    (cache.mkdir("d") / "e").write_text("f")
    assert doctest_namespace == {}
)");
    std::vector<std::string> verdicts;
    for (const auto& result : results) {
        INFO(result.check.id << ": " << result.message);
        verdicts.push_back(verdict_of(result));
    }
    CHECK(
        verdicts == std::vector<std::string>{
                        "passed",
                        "failed",
                        "skipped",
                        "passed",
                        "failed",
                        "skipped",
                        "skipped",
                        "skipped",
                        "passed",
                        "failed error",
                        "passed"});
    // What is skipped everywhere is worth nothing.
    for (const std::size_t always : {5U, 6U, 7U}) {
        CHECK(results.at(always).check.skipped == "later");
    }
    CHECK_FALSE(results.at(2).check.skipped);
}

TEST_CASE("suite mistakes: a child that a check forks does not run the suite a second time", "[suite_mistakes]") {
    const auto results = run_suite(R"(
import os

def test_passes_in_both():
    if os.fork() != 0:
        os.wait()

def test_fails_in_the_child():
    if os.fork() == 0:
        raise SystemExit(1)
    os.wait()

def test_after(): pass
)");
    for (const auto& result : results) {
        CHECK(verdict_of(result) == "passed");
    }
}

TEST_CASE("suite mistakes: a time limit holds where the check does not hear of it", "[suite_mistakes]") {
    const auto results = run_suite(
        R"(
import os, signal, time

@pytest.mark.timeout(1)
def test_stopped():
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(40)

def test_own_alarm():
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.alarm(1)

@pytest.mark.timeout(1)
def test_after_own_alarm(): time.sleep(40)

def test_blocked_in_time():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))

@pytest.mark.timeout(1)
def test_after_blocked(): time.sleep(40)

def test_blocked():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))
    time.sleep(40)

def test_last(): pass
)",
        Seconds(2));
    REQUIRE(results.size() == 7);
    CHECK(verdict_of(results[0]) == "failed timeout");
    CHECK(verdict_of(results[1]) == "passed");
    CHECK(verdict_of(results[2]) == "failed timeout");
    CHECK(verdict_of(results[3]) == "passed");
    CHECK(verdict_of(results[4]) == "failed timeout");
    CHECK(verdict_of(results[5]) == "ungraded timeout");
    CHECK(results[5].message == "it did not end within 2 s");
    CHECK(verdict_of(results[6]) == "passed");
}
