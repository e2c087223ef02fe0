#include "lib/check/check_id.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("check id: letters of all scripts are text, the rest stays as pytest escaped it", "[check_id]") {
    CHECK(shown_id("r1/r1.py::test_a") == "r1/r1.py::test_a");
    CHECK(shown_id(R"(r1/r1.py::test_a[gr\xf6\xdfe])") == "r1/r1.py::test_a[größe]");
    CHECK(shown_id(R"(t[\u0441\u0435\u0440\u0432\u0435\u0440-80])") == "t[сервер-80]");
    CHECK(shown_id(R"(t[\u65e5\u672c\U0001f600])") == "t[日本😀]");
    // Control characters, direction marks, halves of surrogates, and what is no escape.
    for (const std::string id :
         {R"(t[a\nb\x00\x1b\x7f\x9b])",
          R"(t[\u202e])",
          R"(t[\ud83d])",
          R"(t[\U00110000])",
          R"(t[\xzz\u12])",
          R"(t[\)"}) {
        CHECK(shown_id(id) == id);
    }
    // An escaped backslash, and letters after it.
    CHECK(shown_id(R"(t[\\u0441])") == R"(t[\\u0441])");
    CHECK(shown_id(R"(t[\\\xf6])") == R"(t[\\ö])");
}

TEST_CASE("check id: people may write either form", "[check_id]") {
    CHECK(means("t[größe]", R"(t[gr\xf6\xdfe])"));
    CHECK(means(R"(t[gr\xf6\xdfe])", R"(t[gr\xf6\xdfe])"));
    CHECK_FALSE(means("t[grösse]", R"(t[gr\xf6\xdfe])"));
}
