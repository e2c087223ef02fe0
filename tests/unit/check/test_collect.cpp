#include "lib/base/error.hpp"
#include "lib/base/json.hpp"
#include "lib/check/collect.hpp"
#include "lib/config/host.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A lab whose folder of checks has these files.
struct Suites {
    explicit Suites(const Files& files) { write_files(lab.suites, files); }

    std::vector<Check> collect(std::size_t which = 0) const {
        return crocum::collect(suites_of(lab).at(which), {default_python(), folder.path() / "cache", Seconds(60)});
    }

    static Lab lab_in(const fs::path& path) {
        Lab lab;
        lab.id = "net";
        lab.folder = path;
        lab.suites = path / "checks";
        return lab;
    }

    TemporaryFolder folder;
    Lab lab = lab_in(folder.path());
};

} // namespace

TEST_CASE("collect: ids, titles, numbers and points are the host's", "[collect]") {
    const Suites suites(Files{{"r1.py", R"(
import pytest

@pytest.mark.points(2.5)
@pytest.mark.number("1.1")
def test_first(host):
    """The first thing.

    More about it."""

class TestGroup:
    @pytest.mark.parametrize("port", [80, 443])
    def test_port_open(self, host, port):
        pass
)"}});
    const auto checks = suites.collect();
    REQUIRE(checks.size() == 3);
    CHECK(checks[0].id == "r1/r1.py::test_first");
    CHECK(checks[0].title == "The first thing");
    CHECK(checks[0].number == "1.1");
    CHECK(checks[0].points == 2.5);
    CHECK(checks[1].id == "r1/r1.py::TestGroup::test_port_open[80]");
    CHECK(checks[1].title == "port open [80]");
    CHECK(checks[1].points == 1);
}

TEST_CASE("collect: a folder is a suite, helpers beside it import", "[collect]") {
    const Suites suites(Files{
        {"r1/test_a.py", "from my_helper import VALUE\ndef test_a(): assert VALUE\n"},
        {"r1/my_helper.py", "VALUE = 1\n"},
        {"r2.py", "import shared_part\ndef test_b(): pass\n"},
        {"shared_part.py", ""}});
    CHECK(suites.collect(0).at(0).id == "r1/r1/test_a.py::test_a");
    CHECK(suites.collect(1).at(0).id == "r2/r2.py::test_b");
    // A machine gets the helpers, and not the other machine's tests.
    CHECK(
        suites_of(suites.lab).at(0).files ==
        std::vector<fs::path>{"r1/my_helper.py", "r1/test_a.py", "shared_part.py"});
    const auto bundled = parse_json(bundle(suites_of(suites.lab).at(1)), "the bundle");
    CHECK(bundled.size() == 2);
    CHECK(bundled.contains("r2.py"));
}

TEST_CASE("collect: nothing of the suite runs", "[collect]") {
    const TemporaryFolder elsewhere;
    const auto trace = (elsewhere.path() / "ran").string();
    const Suites suites(Files{{"r1.py", "def test_a(): open('" + trace + "', 'w')\n"}});
    CHECK(suites.collect().size() == 1);
    CHECK_FALSE(fs::exists(trace));
}

TEST_CASE("collect: a suite that cannot be collected is reported with file and line", "[collect]") {
    CHECK_THROWS_WITH(
        Suites(Files{{"r1.py", "def test_a(:\n"}}).collect(),
        Contains("r1.py\", line 1") && Contains("SyntaxError") && !Contains("importlib"));
    CHECK_THROWS_WITH(
        Suites(Files{{"r1.py", "import no_such_module\n"}}).collect(), Contains("r1.py") && Contains("no_such_module"));
    CHECK_THROWS_WITH(
        Suites(Files{{"r1.py", "import pytest\npytest.skip('no', allow_module_level=True)\n"}}).collect(),
        Contains("r1.py:2") && Contains("skips itself"));
    CHECK_THROWS_WITH(
        Suites(Files{{"r1.py", "import pytest\n@pytest.mark.points('two')\ndef test_a(): pass\n"}}).collect(),
        Contains("r1.py:2") && Contains("points"));
    CHECK_THROWS_WITH(
        Suites(Files{{"r1.py", "import pytest\n@pytest.mark.points(-1)\ndef test_a(): pass\n"}}).collect(),
        Contains("from 0 to 1000000"));
    CHECK_THROWS_WITH(
        Suites(Files{{"r1.py", "import pytest\n@pytest.mark.pionts(1)\ndef test_a(): pass\n"}}).collect(),
        Contains("pionts"));
}

TEST_CASE("collect: the environment and configuration files of the caller decide nothing", "[collect]") {
    ::setenv("PYTEST_ADDOPTS", "-k nothing", 1);
    const Suites suites(Files{{"r1.py", "def test_a(): pass\n"}});
    write_file_atomic(suites.folder.path() / "pytest.ini", "[pytest]\naddopts = -k nothing\n");
    CHECK(suites.collect().size() == 1);
    ::unsetenv("PYTEST_ADDOPTS");
}

TEST_CASE("collect: the second time comes from the cache, until the suite changes", "[collect]") {
    const Suites suites(Files{{"r1.py", "def test_a(): pass\n"}});
    CHECK(suites.collect().size() == 1);
    const Collector no_python{"/no/python", suites.folder.path() / "cache", Seconds(5)};
    CHECK(collect(suites_of(suites.lab).at(0), no_python).size() == 1);
    write_file_atomic(suites.lab.suites / "r1.py", "def test_b(): pass\n");
    CHECK_THROWS(collect(suites_of(suites.lab).at(0), no_python));
}

TEST_CASE("collect: a helper without tests has no checks", "[collect]") {
    CHECK(Suites(Files{{"helper.py", "VALUE = 1\n"}}).collect().empty());
}

TEST_CASE("collect: all that a suite says of its checks", "[collect]") {
    const Suites suites(Files{{"r1.py", R"(
import pytest

pytestmark = pytest.mark.tags("net")

@pytest.mark.tags("ip", "first")
@pytest.mark.visibility("hidden")
@pytest.mark.hide_errors("look at the addresses")
@pytest.mark.wait(5)
@pytest.mark.timeout(2.5)
@pytest.mark.baseline
@pytest.mark.after_reboot
def test_a(host):
    assert host
    assert host, "said"

@pytest.mark.skip(reason="not today")
def test_b():
    pass
)"}});
    const auto checks = suites.collect();
    CHECK(checks[0].tags == std::vector<std::string>{"first", "ip", "net"});
    CHECK(checks[0].visibility == Visibility::hidden);
    CHECK(checks[0].hide_errors == "look at the addresses");
    CHECK(checks[0].baseline);
    CHECK(checks[0].after_reboot);
    CHECK_FALSE(checks[1].after_reboot);
    CHECK(checks[0].silent_asserts == std::vector<int>{14});
    CHECK(checks[0].file == "r1.py");
    CHECK_FALSE(checks[0].skipped);
    CHECK(checks[1].skipped == "not today");
}

TEST_CASE("collect: a check across machines names the machine that it reboots", "[collect]") {
    CHECK_THROWS_WITH(
        Suites(Files{{"lab.py", "import pytest\n\n@pytest.mark.after_reboot\ndef test_a(machines): pass\n"}}).collect(),
        Contains("lab.py:3") && Contains("machines[\"NAME\"].reboot()"));
}

TEST_CASE("collect: markers with arguments that they do not take are errors with file and line", "[collect]") {
    for (const std::string marker :
         {"points(1, 2)",
          "points(True)",
          "number([1])",
          "visibility('secret')",
          "wait(0)",
          "wait('long')",
          "timeout(-1)",
          "hide_errors(5)",
          "tags()",
          "tags(5)",
          "baseline(1)",
          "after_reboot(60)"}) {
        INFO(marker);
        CHECK_THROWS_WITH(
            Suites(Files{{"r1.py", "import pytest\n\n@pytest.mark." + marker + "\ndef test_a(): pass\n"}}).collect(),
            Contains("r1.py:3") && Contains("@pytest.mark." + marker.substr(0, marker.find('('))));
    }
}

TEST_CASE("collect: checks across machines have machines, the others a host", "[collect]") {
    const Suites suites(Files{{"r1.py", "def test_a(host): pass\n"}, {"lab.py", "def test_b(machines): pass\n"}});
    CHECK(suites.collect(0).at(0).id == "lab/lab.py::test_b");
    CHECK(suites_of(suites.lab).at(0).mode == Mode::host);
    CHECK_THROWS_WITH(
        Suites(Files{{"lab.py", "def test_b(host): pass\n"}}).collect(), Contains("lab.py:1") && Contains("machines["));
    CHECK_THROWS_WITH(
        Suites(Files{{"r1.py", "def test_a(machines): pass\n"}}).collect(), Contains("checks/lab.py only"));
}

TEST_CASE("collect: a failure is remembered for a look, and tried again for a grade", "[collect]") {
    const Suites suites(Files{{"r1.py", "import time\ntime.sleep(60)\n"}});
    const auto suite = suites_of(suites.lab).at(0);
    Collector collector{default_python(), suites.folder.path() / "cache", Seconds(2), true};
    CHECK_THROWS_WITH(collect(suite, collector), Contains("did not end within 2 s"));
    collector.python = "/no/python";
    CHECK_THROWS_WITH(collect(suite, collector), Contains("did not end within 2 s"));
    collector.recalls_failures = false;
    CHECK_THROWS_WITH(collect(suite, collector), Contains("/no/python"));
}

TEST_CASE("select: pytest's -k", "[collect]") {
    const Suites suites(Files{{"r1.py", "def test_route(): pass\ndef test_address(): pass\n"}});
    const Collector collector{default_python(), suites.folder.path() / "cache", Seconds(60)};
    const auto all = collect_lab(suites.lab, collector);
    CHECK(select(all, "route", collector) == std::set<std::string>{"r1/r1.py::test_route"});
    CHECK(select(all, "nothing", collector).empty());
    CHECK_THROWS_AS(select(all, "and and", collector), UsageError);
}

TEST_CASE("points: lab.yaml has precedence, and a total scales the checks that have points", "[points]") {
    Suites suites(Files{{"r1.py", R"(
import pytest

def test_a(): pass

@pytest.mark.points(2)
def test_b(): pass

@pytest.mark.skip
@pytest.mark.points(50)
def test_c(): pass
)"}});
    const Collector collector{default_python(), suites.folder.path() / "cache", Seconds(60)};
    suites.lab.points["r1/r1.py::test_a"] = 4;
    suites.lab.total = 60;
    const auto checks = collect_lab(suites.lab, collector).at(0).checks;
    CHECK(checks[0].points == Approx(40));
    CHECK(checks[1].points == Approx(20));
    CHECK(checks[2].points == 0);
    suites.lab.points = {{"r1/r1.py::test_aa", 4}};
    CHECK_THROWS_WITH(collect_lab(suites.lab, collector), Contains("lab.yaml gives points to r1/r1.py::test_aa"));
}
