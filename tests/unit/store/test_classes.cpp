#include "databases.hpp"
#include "lib/base/error.hpp"
#include "lib/store/classes.hpp"

using namespace crocum;

namespace {

using Ids = std::vector<std::string>;

std::vector<Student> roster(const std::string& text) {
    return read_roster(text, "r.csv");
}

} // namespace

TEST_CASE("classes: a roster comes back as it was", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    const auto students = roster("id,name,email,group,Seat\nОльга,\"O'Neil; \"\"O\"\"\",o@x,A,12\nivan,,,,\n");
    {
        auto database = engine.open();
        const auto result = Classes(database).import("net", students);
        CHECK(result.created);
        CHECK(result.added == Ids{students[0].id, "ivan"});
    }
    auto database = engine.open();
    Classes classes(database);
    CHECK(classes.students("net") == students);
    REQUIRE(classes.all().size() == 1);
    CHECK(classes.all()[0].name == "net");
    CHECK(classes.all()[0].students == 2);
    CHECK(classes.secret("net").size() == 64);
}

TEST_CASE(
    "classes: another roster updates; who is not in it any more is kept and marked, and can come back", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    classes.import("net", roster("id,name\na,A\nb,B\nc,C\n"));
    const auto secret = classes.secret("net");
    const auto second = classes.import("net", roster("id,name\nd,D\nc,New\na,A\n"));
    CHECK_FALSE(second.created);
    CHECK(second.added == Ids{"d"});
    CHECK(second.changed == Ids{"c"});
    CHECK(second.left == Ids{"b"});
    CHECK(second.same == 1);
    const auto students = classes.students("net");
    REQUIRE(students.size() == 4);
    CHECK(students[0].id == "d");
    CHECK(students[3].id == "b");
    CHECK(students[3].left);
    CHECK(classes.all()[0].students == 3);
    CHECK(classes.all()[0].left == 1);
    CHECK(classes.import("net", roster("id,name\nb,B\na,A\nc,New\nd,D\n")).returned == Ids{"b"});
    CHECK(classes.secret("net") == secret);
    CHECK(classes.import("net", roster("id\na\n")).left.size() == 3);
    // Those who had left before are not told again.
    CHECK(classes.import("net", roster("id\na\n")).left.empty());
}

TEST_CASE("classes: removed with its students; an unknown class is an error with suggestions", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    classes.import("net", roster("id\na\n"));
    classes.import("ops", roster("id\na\n"));
    classes.remove("net");
    REQUIRE(classes.all().size() == 1);
    CHECK(classes.students("ops").size() == 1);
    CHECK_THROWS_WITH(classes.students("net"), "there is no class net");
    CHECK_THROWS_AS(classes.remove("net"), UsageError);
    classes.import("net", roster("id\nb\n"));
    CHECK(classes.students("net").size() == 1);
}
