#include "lib/base/error.hpp"
#include "lib/session/instance/freeze.hpp"
#include "lib/session/instance/solution.hpp"
#include "tests/unit/session/fake_agent.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

/// ann, with a lab that has a solution for her machine; its agent counts the scripts.
struct SolvedClass : FakeClass {
    SolvedClass() : FakeClass({"ann"}) {
        host->agent = [this](const std::string&, const std::string& request) { return agent.reply(request); };
        make_folders(lab.folder / "solution");
        write_file_atomic(lab.folder / "solution/srv.sh", "true\n");
    }

    FakeAgent agent;
};

} // namespace

TEST_CASE("solution: it runs in a ready instance, and returns what ran", "[solution]") {
    SolvedClass students;
    const auto ran = solve(students.context, students.lab, "ann", {});
    REQUIRE(ran.size() == 1);
    CHECK(ran[0].machine.name == "srv");
    CHECK(ran[0].script == students.lab.folder / "solution/srv.sh");
    CHECK(students.agent.scripts == 1);
}

TEST_CASE("solution: a script that fails is an error with its name", "[solution]") {
    SolvedClass students;
    students.agent.exit_code = 3;
    CHECK_THROWS_WITH(
        solve(students.context, students.lab, "ann", {}), Contains("solution/srv.sh on srv: exit status 3"));
}

TEST_CASE("solution: nothing runs in an instance that is frozen, not ready, or of another folder", "[solution]") {
    SolvedClass students;
    auto instance = students.instance("ann");
    instance.phase = Phase::setup;
    Instances(students.state.path()).save(instance);
    CHECK_THROWS_WITH(solve(students.context, students.lab, "ann", {}), Contains("hello of ann is not ready"));
    instance.phase = Phase::ready;
    Instances(students.state.path()).save(instance);
    auto other = students.lab;
    other.folder = students.state.path() / "other";
    CHECK_THROWS_AS(solve(students.context, other, "ann", {}), UsageError);
    const auto deadline = from_iso("2026-01-15T12:00:00Z");
    students.context.begun = deadline - Seconds(60);
    CHECK(freeze(students.context, "hello", {"ann"}, deadline, students.context.begun).empty());
    CHECK_THROWS_WITH(
        solve(students.context, students.lab, "ann", {}), Contains("hello of ann is frozen since 2026-01-15"));
    CHECK(students.agent.scripts == 0);
}
