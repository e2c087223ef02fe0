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
    const auto bundled = bundle(suites_of(suites.lab).at(1));
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

TEST_CASE("collect: what cannot be collected names file and line", "[collect]") {
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
        Contains("from 0 up"));
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

TEST_CASE("suite: checks across machines are refused, not left out", "[collect]") {
    const Suites suites(Files{{"r1.py", "def test_a(): pass\n"}, {"lab.py", "def test_b(): pass\n"}});
    CHECK_THROWS_WITH(suites_of(suites.lab), Contains("lab.py"));
}
