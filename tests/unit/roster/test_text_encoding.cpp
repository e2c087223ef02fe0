#include "lib/base/error.hpp"
#include "lib/roster/text_encoding.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

std::string as_read(std::string_view bytes, const std::string& encoding = "") {
    const auto decoded = decode_text(bytes, encoding);
    return decoded.encoding + ": " + decoded.text;
}

} // namespace

TEST_CASE("text_encoding: byte order marks and valid UTF-8 decide first", "[roster]") {
    CHECK(as_read("id") == "UTF-8: id");
    CHECK(as_read("") == "UTF-8: ");
    CHECK(as_read("\xEF\xBB\xBFié") == "UTF-8: ié");
    CHECK(as_read("Пётр") == "UTF-8: Пётр");
    CHECK(as_read({"\xFF\xFEi\0d\0\x1F\x04", 8}) == "UTF-16: idП");
    CHECK(as_read({"\xFE\xFF\0i\0d\x04\x1F", 8}) == "UTF-16: idП");
}

TEST_CASE("text_encoding: words of letters beyond ASCII alone are Cyrillic, mixed ones are Western", "[roster]") {
    CHECK(as_read("id;\xCF\xB8\xF2\xF0\nivan;\xC8\xE2\xE0\xED\n") == "cp1251: id;Пётр\nivan;Иван\n");
    CHECK(as_read("id,M\xFCller,Str\xF6\xDFner\n") == "cp1252: id,Müller,Strößner\n");
    CHECK(as_read("\xC9mile,\xD1u\xF1oa") == "cp1252: Émile,Ñuñoa");
    CHECK(as_read("caf\xE9 \x80") == "cp1252: café €");
    CHECK(as_read("\xC8\xE2\xE0\xED M\xFCller \xCF\xE5\xF2\xF0") == "cp1251: Иван Mьller Петр");
}

TEST_CASE("text_encoding: another encoding can be given; the text is in normal form C", "[roster]") {
    CHECK(as_read("\xE9\xD7\xC1\xCE", "koi8-r") == "koi8-r: Иван");
    CHECK(as_read("e\xCC\x81") == "UTF-8: é");
    CHECK_THROWS_WITH(decode_text("a", "nonsense"), "unknown encoding \"nonsense\"");
    CHECK_THROWS_WITH(decode_text("a", "cp1251//IGNORE"), "unknown encoding \"cp1251//IGNORE\"");
    CHECK_THROWS_WITH(decode_text("a\nb\xFF", "UTF-8"), "2: this is not UTF-8");
    CHECK_THROWS_WITH(decode_text("\xFF\xFE\xD8", ""), "1: this is not UTF-16");
    CHECK_THROWS_WITH(decode_text("a\n\n\x81", ""), "3: this is not cp1252");
}

TEST_CASE("text_encoding: the last letter is there, also where a mark could follow it", "[roster]") {
    CHECK(as_read("id\nan", "cp1258") == "cp1258: id\nan");
    CHECK(as_read("ane\xEC", "cp1258") == "cp1258: ané");
    CHECK(as_read("\xE0\xE9", "cp1255") == "cp1255: אי");
    CHECK(as_read("an", "TCVN5712-1") == "TCVN5712-1: an");
}
