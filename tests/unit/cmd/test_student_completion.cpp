#include "cmd/student_completion.hpp"
#include "lib/base/text.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

const MachineNames one_lab{{"hello", {"srv", "srv2"}}};
const MachineNames two_labs{{"hello", {"srv"}}, {"routing", {"r1", "r2"}}};

std::string added(std::string_view line, const MachineNames& names) {
    return complete_line(line, names).added;
}

std::vector<std::string> offered(std::string_view line, const MachineNames& names) {
    return complete_line(line, names).words;
}

} // namespace

TEST_CASE("completion: commands, then labs, then machines", "[completion]") {
    CHECK(added("ta", two_labs) == "sk ");
    CHECK(added("check", two_labs) == " ");
    CHECK(offered("t", two_labs) == std::vector<std::string>{"task", "todo"});
    CHECK(offered("", two_labs).size() == 7);
    CHECK(added("todo h", two_labs) == "ello ");
    CHECK(offered("  check  ", two_labs) == std::vector<std::string>{"hello", "routing"});
    CHECK(added("console routing ", two_labs) == "r");
    CHECK(offered("console routing r", two_labs) == std::vector<std::string>{"r1", "r2"});
}

TEST_CASE("completion: a machine may stand for the only lab, and only after console", "[completion]") {
    CHECK(offered("console ", one_lab) == std::vector<std::string>{"hello", "srv", "srv2"});
    CHECK(added("console s", one_lab) == "rv");
    CHECK(added("check ", one_lab) == "hello ");
    CHECK(offered("console r", two_labs).empty());
    CHECK(added("console r", two_labs) == "outing ");
}

TEST_CASE("completion: nothing for unknown words, files and options", "[completion]") {
    for (const auto* line :
         {"x", "x ", "todo hello ", "console secret ", "console hello srv ", "check /", "check -", "quit "}) {
        INFO(line);
        CHECK(added(line, one_lab).empty());
        CHECK(offered(line, one_lab).empty());
    }
    CHECK(offered("check ", {}).empty());
}

TEST_CASE("completion: of thousands of names a screen full is shown", "[completion]") {
    MachineNames many;
    for (int i = 10000; i < 15000; ++i) {
        many["lab-" + std::to_string(i)] = {"r1"};
    }
    CHECK(added("todo ", many) == "lab-1");
    const auto shown = in_columns(offered("todo lab-1", many), 80);
    CHECK_THAT(shown, Contains("and 4900 more\n"));
    for (const auto& line : lines(shown)) {
        CHECK(line.size() <= 80);
    }
    CHECK(in_columns({"one"}, 1) == "one\n");
}
