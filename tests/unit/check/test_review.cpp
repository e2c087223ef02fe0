#include "lib/base/error.hpp"
#include "lib/check/collect.hpp"
#include "lib/config/host.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

using namespace crocum;
using Catch::Contains;
using Lines = std::vector<std::string>;

namespace {

/// The findings about the first suite of a lab with these files, in order: "error r1.py:3: message".
Lines review_of(const Files& files, Mode mode = Mode::guest) {
    const TemporaryFolder folder;
    Lab lab;
    lab.id = "net";
    lab.folder = folder.path();
    lab.suites = folder.path() / "checks";
    write_files(lab.suites, files);
    auto suite = suites_of(lab).at(0);
    suite.mode = mode;
    const Collector collector{default_python(), folder.path() / "cache", Seconds(60)};
    auto findings = review(suite, collect(suite, collector), collector);
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    Lines found;
    for (const auto& finding : findings) {
        found.push_back(fmt::format(
            "{} {}:{}: {}", finding.is_error ? "error" : "warning", finding.file, finding.line, finding.message));
    }
    return found;
}

const std::string good_assert = "assert host.run('true').rc == 0, 'no'\n";

} // namespace

TEST_CASE("review: nothing to say of a suite without mistakes", "[review]") {
    CHECK(review_of({{"conftest.py", "import pytest\n@pytest.fixture\ndef web(host): return host\n"}, {"r1.py", R"(
import os
import unittest
import pytest

@pytest.fixture(autouse=True)
def prepared(request, tmp_path, record_property, record_xml_attribute, record_testsuite_property, cache, doctest_namespace):
    yield

if os.sep == "/":
    def test_if(web): assert web, "no"
else:
    def test_if(web): assert web, "not so"

class Base:
    def test_inherited(self, host): assert host, "no"

class TestDerived(Base):
    pass

class TestConfig:
    """A helper, not a test: it has no test methods."""
    def __init__(self): self.port = 80

class TestUnit(unittest.TestCase):
    def setUp(self): self.port = 80
    def test_port(self): self.assertEqual(self.port, 80)

class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_port(self): self.assertEqual(80, 80)

@pytest.mark.skip(reason="later")
def test_later(): pass

def test_fixture_judges(prepared): pass

def test_score(set_score): set_score(0.5)

def test_generator():
    def numbers():
        yield 1
        return 2
    assert list(numbers()), "no"

@pytest.mark.parametrize("port", [80, 443])
def test_port(host, port): assert host and port, "no"
)"}}) == Lines{});
}

TEST_CASE("review: what pytest never runs is an error, with its line", "[review]") {
    CHECK(
        review_of({{"r1.py", R"(import pytest
import unittest

async def test_async(host):
    assert host, "no"

async def test_async_generator(host):
    yield

@pytest.mark.number("1")
def test_yield(host):
    assert host, "no"
    yield

class TestUnit(unittest.TestCase):
    async def test_method(self): self.assertEqual(1, 1)

@pytest.fixture
async def page(): return 1

def test_page(page): assert page, "no"

@pytest.fixture(scope="session")
def lan(host): return host.run("true")

def test_lan(lan): assert lan.rc == 0, "no"
)"}}) ==
        Lines{
            "error r1.py:4: test_async is an async function, which pytest does not run: the check would be ungraded; "
            "asyncio.run in a plain function runs coroutines",
            "error r1.py:7: test_async_generator is an async function, which pytest does not run: the check would be "
            "ungraded; asyncio.run in a plain function runs coroutines",
            "error r1.py:11: test_yield has a yield, so pytest does not run it: the check would be ungraded",
            "error r1.py:16: test_method is an async function, which pytest does not run: the check would be ungraded; "
            "asyncio.run in a plain function runs coroutines",
            "error r1.py:18: the fixture page is async, and nothing awaits it: its checks would be ungraded",
            "error r1.py:23: the fixture lan has scope=\"session\" and asks for host, which has scope=\"module\": "
            "pytest "
            "refuses that, and its checks would be ungraded; give it scope=\"module\""});
    // A suite that runs them itself knows what it does.
    CHECK(
        review_of(
            {{"conftest.py",
              "import asyncio\ndef pytest_pyfunc_call(pyfuncitem):\n"
              "    asyncio.run(pyfuncitem.obj())\n    return True\n"},
             {"r1.py", "async def test_a():\n    assert len('a') == 1, 'no'\n"}}) == Lines{});
}

TEST_CASE("review: xfail and conditions that no check can do right", "[review]") {
    const auto found = review_of({{"r1.py", R"(import pytest
import sys

@pytest.mark.xfail(reason="known")
def test_known(host):
    assert host, "no"

@pytest.mark.xfail(sys.platform == "plan9", reason="there")
def test_sometimes(host):
    assert host, "no"

def test_in_the_check(host):
    """Expects it always"""
    pytest.xfail("known")

@pytest.mark.skipif(True)
def test_without_reason(host):
    assert host, "no"

@pytest.mark.skipif("nosuch > 1")
def test_condition(host):
    assert host, "no"
)"}});
    REQUIRE(found.size() == 5);
    CHECK_THAT(
        found[0], Contains("error r1.py:5: test_known is marked xfail: when it fails as expected it is ungraded"));
    CHECK_THAT(found[1], Contains("warning r1.py:8: test_sometimes is ungraded where it fails as its marker xfail"));
    CHECK_THAT(found[2], Contains("error r1.py:12: test_in_the_check always expects to fail"));
    CHECK_THAT(found[3], Contains("error r1.py:17") && Contains("reason=STRING"));
    CHECK_THAT(found[4], Contains("error r1.py:21") && Contains("'nosuch' is not defined"));
    // On the host, the condition is not about a machine.
    const Files files{
        {"r1.py", "import pytest\n@pytest.mark.skipif(True, reason='no frr')\ndef test_a(host): " + good_assert}};
    CHECK(review_of(files) == Lines{});
    CHECK(
        review_of(files, Mode::host) == Lines{"warning r1.py:2: test_a is skipped for everybody: this suite runs on "
                                              "the host, so skipif looks at the host"});
}

TEST_CASE("review: a suite inside the machine cannot reboot it", "[review]") {
    const Files files{{"r1.py", "def test_boot(host):\n    host.reboot()\n    " + good_assert}};
    CHECK(
        review_of(files) == Lines{"error r1.py:2: the suite runs in its machine and cannot reboot it: use "
                                  "@pytest.mark.after_reboot, or mode: host in lab.yaml"});
    CHECK(review_of(files, Mode::host).empty());
}

TEST_CASE("review: checks that are lost", "[review]") {
    CHECK(
        review_of(
            {{"r1/test_a.py", R"(import pytest

class TestWeb:
    def __init__(self):
        self.port = 80

    def test_port(self, host): assert host, "no"

def test_name(host): assert host, "no"

def test_name(host): assert host, "not so"

class TestTwice:
    def test_a(self, host): assert host, "no"
    def test_a(self, host): assert host, "not so"

class TestTwice:
    def test_b(self, host): assert host, "no"

class WebTests:
    def test_c(self, host): assert host, "no"

def test_outer(host):
    assert host, "no"
    def test_inner(host):
        assert host, "no"

@pytest.fixture
def test_fixture(): return 1
)"},
             {"r1/web.py", "import pytest\n\ndef test_d(host): assert host, 'no'\n"},
             {"r1/helper.py", "def test_host(host): assert host, 'no'\n"},
             {"r1/test_b.py", "from helper import test_host\n"}}) ==
        Lines{
            "warning r1/test_a.py:3: the checks of TestWeb are not collected, because it has __init__: use a fixture",
            "warning r1/test_a.py:9: this check is lost: line 11 defines test_name again",
            "warning r1/test_a.py:13: the checks of this class are lost: line 17 defines TestTwice again",
            "warning r1/test_a.py:14: this check is lost: line 15 defines test_a again",
            "warning r1/test_a.py:20: the checks of WebTests are not collected: the name of their class has to begin "
            "with "
            "Test",
            "warning r1/test_a.py:25: test_inner is inside test_outer, so it is not a check: check its indentation",
            "warning r1/test_a.py:29: test_fixture is a fixture, so it is not a check",
            "warning r1/web.py:3: test_d is not collected: files of checks in a folder are called test_*.py"});
    // What pytest itself warns of.
    const auto found = review_of(
        {{"r1.py",
          "from dataclasses import dataclass\n@dataclass\nclass TestData:\n    a: int\n"
          "    def test_a(self, host): assert host, 'no'\ndef test_b(host): " +
              good_assert}});
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0], Contains("warning r1.py:") && Contains("TestData") && Contains("__init__"));
}

TEST_CASE("review: checks that cannot fail", "[review]") {
    CHECK(
        review_of({{"my_helper.py", "def judge(it):\n    assert (it, 'no')\n"}, {"r1.py", R"(from my_helper import judge

def test_tuple(host):
    judge(host)
    assert (1 == 2, "not equal")

def test_list(host):
    assert [host.run("true").rc == 0], "no"

def test_text(host):
    assert "no"

def test_returns(host):
    return host.run("false").rc == 0

def test_compares(host):
    host.run("false").rc == 0

def test_passes(host): pass

def test_runs(host):
    """It runs a command, and looks at nothing"""
    result = host.run("false")
    print(result.stdout)
)"}}) == Lines{
             "warning my_helper.py:2: this assert always holds: its parentheses make a tuple; write assert CONDITION, "
             "MESSAGE",
             "warning r1.py:5: this assert always holds: its parentheses make a tuple; write assert CONDITION, MESSAGE",
             "warning r1.py:8: this assert always holds",
             "warning r1.py:11: this assert always holds",
             "warning r1.py:14: test_returns returns a value, which pytest ignores: assert it",
             "warning r1.py:17: a comparison without effect: assert is missing",
             "warning r1.py:19: test_passes cannot fail: it asserts nothing",
             "warning r1.py:21: test_runs cannot fail: it asserts nothing"});
}

TEST_CASE("review: fixtures that do not exist, with the nearest name", "[review]") {
    CHECK(
        review_of({{"r1.py", R"(import pytest

@pytest.fixture
def web(hosts): return 1

@pytest.mark.number("1")
def test_typo(hots): assert hots, "no"

def test_through(web): assert web, "no"

@pytest.mark.usefixtures("zzz")
def test_used(host): assert host, "no"
)"}}) ==
        Lines{
            "error r1.py:3: the fixture hosts does not exist; did you mean host?",
            "error r1.py:7: the fixture hots does not exist; did you mean host?",
            "error r1.py:12: the fixture zzz does not exist (fixtures are those of the suite, of pytest and of crocum; "
            "plugins of pytest are not loaded)"});
    CHECK(
        review_of({{"lab.py", "def test_a(machine): assert machine, 'no'\n"}}, Mode::host) ==
        Lines{"error lab.py:1: the fixture machine does not exist; did you mean machines?"});
}

TEST_CASE("review: ids that a second collection does not have", "[review]") {
    const std::string suite = R"(import os, platform, random, socket
import pytest

@pytest.mark.parametrize("n", [VALUES])
def test_it(host, n): assert host, "no"

def test_plain(host): assert host, "no"
)";
    for (const std::string values :
         {"random.randint(0, 10**9)",
          "str(__import__('datetime').date.today())",
          "__import__('datetime').datetime.now().year",
          "__import__('time').strftime('%H')",
          "__import__('time').localtime().tm_min",
          "socket.gethostname()",
          "platform.node()",
          "os.uname().nodename",
          "*os.listdir('/usr')",
          "*[at.name for at in os.scandir('/usr')]",
          "*__import__('glob').glob('/usr/*')",
          "*__import__('pathlib').Path('/usr').iterdir()"}) {
        INFO(values);
        auto text = suite;
        const auto found = review_of({{"r1.py", text.replace(text.find("VALUES"), 6, values)}});
        REQUIRE(found.size() == 1);
        CHECK_THAT(
            found[0],
            Contains("error r1.py:4: the id of this check is not always the same: r1/r1.py::test_it[") &&
                Contains("and in a second collection") && Contains("must not depend on chance"));
        if (values.find("random") == std::string::npos && values.find("time") == std::string::npos) {
            // This suite always runs on this host.
            auto again = suite;
            CHECK(review_of({{"r1.py", again.replace(again.find("VALUES"), 6, values)}}, Mode::host) == Lines{});
        }
    }
    // Files of the suite itself go with it.
    CHECK(
        review_of(
            {{"names.txt", "a\n"},
             {"r1.py",
              "import os, pytest\n@pytest.mark.parametrize('n', sorted(os.listdir(os.path.dirname("
              "__file__))))\ndef test_a(host, n): " +
                  good_assert}}) == Lines{});
}

TEST_CASE("review: a suite that does not collect as on another machine is an error", "[review]") {
    const auto found =
        review_of({{"r1.py", "import os\nFIRST = os.listdir('/usr')[0]\ndef test_a(host): " + good_assert}});
    REQUIRE(found.size() == 1);
    CHECK_THAT(found[0], Contains("error r1.py") && Contains("another name") && Contains("IndexError"));
}
