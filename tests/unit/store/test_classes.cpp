#include "databases.hpp"
#include "lib/base/error.hpp"
#include "lib/roster/student_id.hpp"
#include "lib/store/classes.hpp"
#include "lib/store/roster_memory.hpp"

using namespace crocum;

namespace {

using Ids = std::vector<std::string>;

std::vector<Student> roster(const std::string& text) {
    return read_roster(text, "r.csv").students;
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

TEST_CASE("classes: a preview changes nothing, and has the fields that change", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    CHECK(classes.preview("net", roster("id\na\n")).created);
    CHECK(classes.all().empty());
    classes.import("net", roster("id,name,email,group,Seat\na,A,a@x,G,1\nb,B,b@x,G,\n"));
    const auto before = classes.students("net");
    const auto result = classes.preview("net", roster("id,name,email,group,Room\na,New,,H,7\nc,C,,,\n"));
    CHECK_FALSE(result.created);
    CHECK(result.added == Ids{"c"});
    CHECK(result.changed == Ids{"a"});
    CHECK(result.left == Ids{"b"});
    CHECK(result.before == 2);
    std::vector<std::string> changes;
    for (const auto& change : result.changes) {
        changes.push_back(change.student + " " + change.field + ": " + change.before + " -> " + change.after);
    }
    CHECK(
        changes == std::vector<std::string>{
                       "a name: A -> New", "a email: a@x -> ", "a group: G -> H", "a Seat: 1 -> ", "a Room:  -> 7"});
    CHECK(classes.students("net") == before);
}

TEST_CASE("classes: a student kept with a decomposed id by an earlier version is the same student", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    Student earlier;
    earlier.external = "e\xCC\x81mile";
    earlier.id = student_id(earlier.external);
    classes.import("net", {earlier});
    for (const auto* file : {"id\n\xC3\xA9mile\n", "id\ne\xCC\x81mile\n"}) {
        const auto result = classes.import("net", roster(file));
        CHECK(result.added.empty());
        CHECK(result.left.empty());
        REQUIRE(classes.students("net").size() == 1);
        CHECK(classes.students("net")[0].id == earlier.id);
        CHECK(classes.students("net")[0].external == "\xC3\xA9mile");
    }
}

TEST_CASE("classes: a student kept with a decomposed id is the same student in a second class", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    Student earlier;
    earlier.external = "e\xCC\x81mile";
    earlier.id = student_id(earlier.external);
    classes.import("net", {earlier});
    CHECK(classes.preview("ops", roster("id\n\xC3\xA9mile\nann\n")).added == Ids{earlier.id, "ann"});
    CHECK(classes.import("ops", roster("id\n\xC3\xA9mile\nann\n")).added == Ids{earlier.id, "ann"});
    CHECK(classes.import("ops", roster("id\n\xC3\xA9mile\nann\n")).same == 2);
    // Also after the first class has the composed form.
    classes.import("net", roster("id\n\xC3\xA9mile\n"));
    CHECK(classes.import("web", roster("id\n\xC3\xA9mile\n")).added == Ids{earlier.id});
    CHECK(classes.of_student(earlier.id) == Ids{"net", "ops", "web"});
    // An id that another row has stays with that row.
    const auto both = classes.import("lan", roster("id\n" + earlier.id + "\n\xC3\xA9mile\n"));
    CHECK(both.added == Ids{earlier.id, student_id("\xC3\xA9mile")});
}

TEST_CASE("classes: of two forms of an id that were two students, the one who is there stays", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    Student decomposed;
    decomposed.external = "e\xCC\x81mile";
    decomposed.id = student_id(decomposed.external);
    auto composed = roster("id\n\xC3\xA9mile\n");
    composed[0].left = true;
    classes.import("net", {decomposed, composed[0]});
    const auto result = classes.import("net", roster("id\n\xC3\xA9mile\n"));
    CHECK(result.changed == Ids{decomposed.id});
    CHECK(result.returned.empty());
    CHECK(result.left.empty());
}

TEST_CASE("roster memory: the columns of a class, until they are forgotten or the class is removed", "[database]") {
    const DatabaseKind engine(GENERATE("SQLite", "PostgreSQL"));
    INFO(engine.name);
    auto database = engine.open();
    Classes classes(database);
    RosterMemory memory(database);
    classes.import("net", roster("id\na\n"));
    CHECK(memory.of("net").empty());
    const RosterColumns columns{"Nr", {"Nachname", "Vorname, weitere"}, "", "Klasse"};
    memory.remember("net", columns);
    memory.remember("net", columns);
    CHECK(memory.of("net") == columns);
    CHECK(memory.of("ops").empty());
    memory.remember("net", {});
    CHECK(memory.of("net").empty());
    memory.remember("net", {});
    memory.remember("net", columns);
    classes.remove("net");
    classes.import("net", roster("id\na\n"));
    CHECK(memory.of("net").empty());
}
