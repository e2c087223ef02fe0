#include "lib/base/json.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("json: what follows the document is an error", "[json]") {
    CHECK(parse_json(R"({"a":1})", "x").at("a") == 1);
    CHECK_THROWS_WITH(parse_json(R"({"a":1}{"b":2})", "the reply"), Catch::Contains("the reply"));
    CHECK_THROWS(parse_json("", "x"));
    CHECK_THROWS(parse_json("NaN", "x"));
}

TEST_CASE("json: nesting is bounded", "[json]") {
    CHECK_NOTHROW(parse_json(std::string(8, '[') + std::string(8, ']'), "x", 8));
    CHECK_THROWS_WITH(parse_json(std::string(9, '[') + std::string(9, ']'), "x", 8), Catch::Contains("nesting"));
    CHECK_THROWS(parse_json(std::string(1'000'000, '['), "x"));
}

TEST_CASE("json: surrogate pairs are read, invalid UTF-8 is written as a replacement", "[json]") {
    CHECK(parse_json(R"("\ud83d\udc0a")", "x") == "🐊");
    CHECK(to_line(Json("a\xFF")) == "\"a\uFFFD\"");
}

TEST_CASE("json: a document has nothing in it that a terminal obeys", "[json]") {
    CHECK(
        to_text("a\x7F\xC2\x9B"
                "31m\xE2\x80\xAE\xEF\xBB\xBF ä€😀\x1B") == "\"a\\u007f\\u009b31m\\u202e\\ufeff ä€😀\\u001b\"\n");
    CHECK(parse_json(to_text("\xC2\x9B"), "it") == Json("\xC2\x9B"));
}

TEST_CASE("json: a document of too many values is refused before it takes the memory", "[json]") {
    std::string many = "[{}";
    for (int i = 0; i < 50'000; ++i) {
        many += ",{}";
    }
    many += "]";
    CHECK_THROWS_WITH(parse_json(many, "a reply", 8, 20'000), Catch::Contains("more than 20000 values"));
    CHECK(parse_json(many, "a reply").size() == 50'001);
    CHECK(parse_json(R"(["[{,\",", "\\", ","])", "a reply", 1, 4).size() == 3);
    CHECK_THROWS(parse_json(R"(["[{,\",", "\\", ","])", "a reply", 1, 3));
    CHECK_THROWS(parse_json("[null,true,1,-1,1.5,\"a\",{},[]]", "a reply", 2, 8));
    CHECK_NOTHROW(parse_json("[null,true,1,-1,1.5,\"a\",{},[]]", "a reply", 2, 9));
}

TEST_CASE("json: a document is parsed by the library", "[json]") {
    for (const auto* text :
         {R"({"a":{"b":[1,[2,{"c":null}],"x"],"d":{}},"e":[],"f":-3,"g":1.5e3,"h":18446744073709551615})",
          R"({"a":1,"a":{"b":2}})",
          "[[[]],[{}]]",
          "true",
          "\"text\"",
          " 7 "}) {
        CHECK(parse_json(text, "x") == Json::parse(text));
        CHECK(to_line(parse_json(text, "x")) == to_line(Json::parse(text)));
    }
    for (const auto* text : {"[1,]", "{\"a\"}", "[1}", "1e999", "\"\xFF\"", "[1] x", "\"\\ud800\"", "nul"}) {
        INFO(text);
        CHECK_THROWS(Json::parse(text));
        CHECK_THROWS_WITH(parse_json(text, "the reply"), Catch::StartsWith("the reply is not valid JSON: "));
        CHECK_THROWS_WITH(parse_json(text, "the reply"), !Catch::Contains("[json."));
    }
}
