#include "lib/base/error.hpp"
#include "lib/lab/ids.hpp"
#include "lib/lab/lab.hpp"
#include "tests/unit/tree.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;
namespace fs = std::filesystem;

namespace {

/// A lab folder called "net" with these files.
struct Folder {
    explicit Folder(const Files& files) { write_files(path, files); }

    TemporaryFolder temporary;
    fs::path path = temporary.path() / "net";
};

} // namespace

TEST_CASE("ids: what can be part of a name", "[lab]") {
    for (const auto* good : {"a", "ivanov", "0", "lab-1", "a234567890123456789012345678901"}) {
        CHECK(is_id(good));
    }
    for (const auto* bad : {"", "-a", "A", "a_b", "a.b", "../x", "a b", "a2345678901234567890123456789012"}) {
        CHECK_FALSE(is_id(bad));
    }
    CHECK_THROWS_WITH(require_id("student", "Ivan\x1B[31m"), Contains("\"Ivan\"") && Contains("student"));
}

TEST_CASE("lab: conventions fill what lab.yaml leaves out", "[lab]") {
    const Folder folder(Files{{"main.tf", ""}, {"checks/r1.py", ""}, {"setup/r1.sh", ""}});
    const auto lab = load_lab(folder.path);
    CHECK(lab.id == "net");
    CHECK(lab.title == "net");
    CHECK(lab.has_terraform);
    CHECK(lab.suite_candidates() == std::vector<std::string>{"r1"});
    CHECK(lab.setup_script("r1").filename() == "r1.sh");
    CHECK(lab.setup_script("r2").empty());
}

TEST_CASE("lab: suites are files or folders; helpers with an underscore and conftest are none", "[lab]") {
    const Folder folder(Files{
        {"main.tf", ""},
        {"checks/r1.py", ""},
        {"checks/r2/test_a.py", ""},
        {"checks/my_helper.py", ""},
        {"checks/conftest.py", ""},
        {"checks/data/list.txt", ""}});
    CHECK(load_lab(folder.path).suite_candidates() == std::vector<std::string>{"r1", "r2"});
}

TEST_CASE("lab: the first form, with pytest/ and no lab.yaml", "[lab]") {
    const Folder folder(Files{{"lab.tf", ""}, {"pytest/r1.py", ""}});
    CHECK(load_lab(folder.path).suite_candidates() == std::vector<std::string>{"r1"});
}

TEST_CASE("lab: a suite that is both a file and a folder is refused", "[lab]") {
    const Folder folder(Files{{"main.tf", ""}, {"checks/r1.py", ""}, {"checks/r1/test_a.py", ""}});
    CHECK_THROWS_WITH(load_lab(folder.path).suite_candidates(), Contains("r1"));
}

TEST_CASE("lab: a folder that is not a lab: the error says why", "[lab]") {
    const Folder empty(Files{{"README.md", ""}});
    CHECK_THROWS_WITH(load_lab(empty.path), Contains("neither lab.yaml nor Terraform"));
    CHECK_THROWS_WITH(load_lab(empty.path / "none"), Contains("there is no lab folder"));
    const Folder without_machines(Files{{"lab.yaml", "title: x"}});
    CHECK_THROWS_WITH(load_lab(without_machines.path), Contains("no machines"));
}

TEST_CASE("lab: found by name on the lab path, or as a folder", "[lab]") {
    const Folder folder(Files{{"main.tf", ""}});
    const std::vector<fs::path> path{"/nowhere", folder.temporary.path()};
    CHECK(find_lab("net", path) == folder.path);
    CHECK(find_lab("./x", path) == "./x");
    CHECK_THROWS_WITH(find_lab("other", path), Contains("other") && Contains("/nowhere"));
    CHECK(labs_on(path) == std::vector<fs::path>{folder.path});
}
