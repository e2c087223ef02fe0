#include "lib/base/text.hpp"
#include "lib/base/unicode.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("text: escape sequences go as a whole, the words stay", "[text]") {
    CHECK(sanitize("\x1B[31mred\x1B[0m") == "red");
    CHECK(sanitize("\x1B]0;title\aafter") == "after");
    CHECK(sanitize("\x1B]8;;http://x\x1B\\link") == "link");
    CHECK(sanitize("\x1BPq#0\x1B\\x") == "x");
    CHECK(sanitize("a\x1B") == "a");
    CHECK(sanitize("a\x1B[") == "a");
}

TEST_CASE("text: control characters go, newline and tab stay", "[text]") {
    CHECK(sanitize(std::string_view("a\0b\bc\r\nd\te\x7F", 12)) == "abc\nd\te");
    CHECK(
        sanitize("\xC2\x9B"
                 "31mx") == "31mx"); // C1's CSI in UTF-8
}

TEST_CASE("text: marks that reorder text go", "[text]") {
    CHECK(sanitize("a\u202Eb\u2066c\u200Fd") == "abcd");
    CHECK(sanitize("a\u200Bb\u2060c\u00ADd\uFFFEe\uFFFFf\u3164") == "abcdef");
    CHECK(sanitize("\u0645\u06CC\u200C\u062E") == "\u0645\u06CC\u200C\u062E"); // Persian needs it.
}

TEST_CASE("text: invalid UTF-8 is replaced, valid stays", "[text]") {
    CHECK(sanitize("ok \xFF \xC3") == "ok \uFFFD \uFFFD");
    CHECK(sanitize("Zürich 東京 🐊") == "Zürich 東京 🐊");
    CHECK(sanitize("\xED\xA0\x80").find("\xED") == std::string::npos); // a surrogate
}

TEST_CASE("text: sanitising in pieces gives the same result as in one piece", "[text]") {
    const std::string text = "Zürich\x1B[31;1m 東京\x1B]0;ti\ntle\a \x1B]8;;x\x1B\\🐊\r\n\xFF\xC3(\x1B(B\u202E.\xE6\x9D";
    const auto whole = sanitize(text);
    for (std::size_t first = 0; first <= text.size(); ++first) {
        for (std::size_t second = first; second <= text.size(); ++second) {
            Sanitizer sanitizer;
            auto pieces = sanitizer.next(text.substr(0, first));
            pieces += sanitizer.next(text.substr(first, second - first));
            pieces += sanitizer.next(text.substr(second));
            pieces += sanitizer.rest();
            REQUIRE(pieces == whole);
        }
    }
}

TEST_CASE("text: in pieces, an escape sequence without an end takes no memory", "[text]") {
    Sanitizer sanitizer;
    for (int i = 0; i < 1000; ++i) {
        CHECK(sanitizer.next(i == 0 ? "\x1B]" + std::string(1000, 'a') : std::string(1000, 'a')).empty());
    }
    CHECK(sanitizer.next("\aafter") == "after");
}

TEST_CASE("text: one line has no newline and an end", "[text]") {
    CHECK(sanitize_line("a\nb\tc  \n") == "a b c");
    CHECK(sanitize_line("abcdef", 3) == "abc…");
    CHECK(sanitize_line("\n\n").empty());
}

TEST_CASE("text: the normal form of letters with accents is one character", "[text]") {
    CHECK(to_nfc("e\xCC\x81mile") == "\xC3\xA9mile");
    CHECK(to_nfc("\xC3\xA9mile") == "\xC3\xA9mile");
    CHECK(to_nfc("\xD0\xB8\xCC\x86") == "\xD0\xB9");
    CHECK(to_nfc("").empty());
    CHECK(to_nfc("a\xFF") == "a\xFF");
}

TEST_CASE("text: width counts columns", "[text]") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("東京") == 4);
    CHECK(display_width("é") == 1);
    CHECK(pad("東", 4) == "東  ");
}

TEST_CASE("text: numbers are as short as they can be", "[text]") {
    CHECK(number(2) == "2");
    CHECK(number(2.5) == "2.5");
    CHECK(number(1.0 / 3) == "0.33");
    CHECK(number(100) == "100");
    CHECK(plural_points(1) == "1 point");
    CHECK(plural_points(0.5) == "0.5 points");
    CHECK(plural(1, "machine") == "1 machine");
    CHECK(plural(0, "machine") == "0 machines");
}

TEST_CASE("text: words are separated by blanks; shell words are quoted when necessary", "[text]") {
    CHECK(words("  a\tb c\r\n") == std::vector<std::string>{"a", "b", "c"});
    CHECK(words(" \t ").empty());
    CHECK(shell_word("2026-12-01T23:59+03:00") == "2026-12-01T23:59+03:00");
    CHECK(shell_word("address or route") == "'address or route'");
    CHECK(shell_word("it's $(here)") == "'it'\\''s $(here)'");
    CHECK(shell_word("") == "''");
}

TEST_CASE("text: lines have no empty last one", "[text]") {
    CHECK(lines("a\nb\n") == std::vector<std::string>{"a", "b"});
    CHECK(lines("a\n\nb") == std::vector<std::string>{"a", "", "b"});
    CHECK(lines("").empty());
}
