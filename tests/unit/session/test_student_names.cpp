#include "lib/base/error.hpp"
#include "lib/session/student_names.hpp"
#include "tests/unit/session/fake_class.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

Student student(const std::string& id, const std::string& external, const std::string& name, const std::string& email) {
    Student made;
    made.id = id;
    made.external = external;
    made.name = name;
    made.email = email;
    return made;
}

const std::vector<Student> roster{
    student("s-001", "S.001", "Ann Smith", "Ann.Smith@example.org"),
    student("ann", "ann", "Anna Petrova", "petrova@example.org"),
    student("s-003", "S.003", "Пётр Иванов", "ivanov@example.org"),
    student("s-004", "S.004", "Иван Иванов", ""),
    student("s-001", "S.001", "Ann Smith", "Ann.Smith@example.org")}; // In another class, too.

std::vector<std::string> ids(const std::string& text) {
    std::vector<std::string> found;
    for (const auto& one : students_meant(roster, text)) {
        found.push_back(one.id);
    }
    return found;
}

using Ids = std::vector<std::string>;

} // namespace

TEST_CASE("students meant: by id, the roster's id, e-mail address and name, without case", "[student_names]") {
    CHECK(ids("s-003") == Ids{"s-003"});
    CHECK(ids("S.001") == Ids{"s-001"});
    CHECK(ids("ann.smith@EXAMPLE.org") == Ids{"s-001"});
    CHECK(ids("пётр иванов") == Ids{"s-003"});
    CHECK(ids("Пётр") == Ids{"s-003"});
    CHECK(ids("Smith Ann") == Ids{"s-001"});
    CHECK(ids("Иванов") == Ids{"s-003", "s-004"});
}

TEST_CASE("students meant: words of a name, never a part of a word", "[student_names]") {
    CHECK(ids("ann") == Ids{"ann"});
    CHECK(ids("smith") == Ids{"s-001"});
    CHECK(ids("smi").empty());
    CHECK(ids("Petrov").empty());
    CHECK(ids("").empty());
    CHECK(ids(" ").empty());
    CHECK(students_meant(roster, "smith", Matching::ids_only).empty());
    CHECK(students_meant(roster, "S.001", Matching::ids_only).size() == 1);
}

TEST_CASE("students meant: students that left count if no other matches", "[student_names]") {
    auto students = roster;
    students[2].left = true;
    CHECK(students_meant(students, "Иванов").front().id == "s-004");
    CHECK(students_meant(students, "Пётр").front().id == "s-003");
}

TEST_CASE("students meant: the one is named, several are an error that names their ids", "[student_names]") {
    FakeClass fake({});
    CHECK(student_among(fake.context, roster, "smith").value().id == "s-001");
    CHECK(fake.observer.has("note: \"smith\" is s-001 (Ann Smith)"));
    fake.observer.texts.clear();
    CHECK(student_among(fake.context, roster, "s-001").has_value());
    CHECK(fake.observer.texts.empty());
    CHECK_FALSE(student_among(fake.context, roster, "Petrov").has_value());
    try {
        (void)student_among(fake.context, roster, "Иванов");
        FAIL("it should throw");
    } catch (const UsageError& error) {
        CHECK(std::string(error.what()) == "\"Иванов\" means 2 students");
        CHECK(error_hint(error) == "Give the id: s-003 (Пётр Иванов), s-004 (Иван Иванов)");
    }
}
