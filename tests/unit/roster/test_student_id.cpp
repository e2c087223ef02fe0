#include "lib/lab/ids.hpp"
#include "lib/roster/student_id.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace crocum;

namespace {

/// Without the digits of the digest.
std::string beginning(const std::string& external) {
    const auto id = student_id(external);
    CHECK(is_id(id));
    return id.substr(0, id.rfind('-'));
}

} // namespace

TEST_CASE("student_id: a valid id is not changed", "[roster]") {
    CHECK(student_id("ivan") == "ivan");
    CHECK(student_id("20231234") == "20231234");
}

TEST_CASE("student_id: anything else becomes an id that people can read", "[roster]") {
    CHECK(beginning("Ivan.Petrov@example.org") == "ivan-petrov");
    CHECK(beginning("Иванов Пётр") == "ivanov-petr");
    CHECK(beginning("Щукина Юлия") == "shchukina-iuliia");
    CHECK(beginning("José Ångström-Müller") == "jose-angstrom-muller");
    CHECK(beginning("Łukasz Straßer") == "lukasz-strasser");
    CHECK(beginning("  IV 17/3  ") == "iv-17-3");
    CHECK(beginning("李雷") == "s");
    CHECK(beginning("@") == "s");
    CHECK(beginning(std::string(300, 'A')) == std::string(24, 'a'));
    CHECK(beginning("-- --") == "s");
}

TEST_CASE("student_id: names that give the same id get different ids, which stay the same", "[roster]") {
    const std::set<std::string> ids{
        student_id("ivan"),
        student_id("Ivan"),
        student_id("IVAN"),
        student_id("иван"),
        student_id("ivan@a.org"),
        student_id("ivan@b.org")};
    CHECK(ids.size() == 6);
    CHECK(student_id("Ivan") == student_id("Ivan"));
    CHECK(student_id("Ivan") == "ivan-ebec40");
}
