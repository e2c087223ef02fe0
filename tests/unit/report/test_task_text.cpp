#include "lib/base/text.hpp"
#include "lib/report/task_text.hpp"

#include <catch2/catch.hpp>

using namespace crocum;
using Catch::Contains;

namespace {

std::string text_of(const std::string& markdown, std::size_t width = 40) {
    return task_text(markdown, width, Style{});
}

} // namespace

TEST_CASE("task text: headings at the left, paragraphs wrapped below them", "[task]") {
    CHECK(
        text_of(
            "# hello: **one** server\n\nYou are root on the console of *one*\nmachine, `srv`.\n\n## More\nEnd.\n",
            30) == "hello: one server\n\n  You are root on the console\n  of one machine, srv.\n\nMore\n\n  End.\n");
}

TEST_CASE("task text: lists hang, tight and loose, also in each other", "[task]") {
    CHECK(
        text_of("1. Switch `eth0` on and give it an address\n2. Add the route\n   - to one\n   - to two\n", 24) ==
        "  1. Switch eth0 on and\n     give it an address\n  2. Add the route\n     - to one\n     - to two\n");
    CHECK(text_of("- one\n\n- two\n") == "  - one\n\n  - two\n");
    CHECK(text_of("9. nine\n10. ten\n") == "  9. nine\n  10. ten\n");
    CHECK(text_of("-\n- two\n") == "  -\n  - two\n");
}

TEST_CASE("task text: code and tables are never wrapped", "[task]") {
    CHECK(
        text_of("```\nip address add 192.168.10.1/24 dev eth0 # *no* emphasis\n\n  two\n```\n", 20) ==
        "      ip address add 192.168.10.1/24 dev eth0 # *no* emphasis\n\n        two\n");
    CHECK(text_of("| host | address |\n|---|---|\n| **r1** | 10.0.0.1 |\n") == "  host  address\n  r1    10.0.0.1\n");
}

TEST_CASE("task text: quotes, links, line breaks, HTML", "[task]") {
    CHECK(
        text_of("> a quote that is longer than the line is\n", 24) ==
        "  | a quote that is\n  | longer than the line\n  | is\n");
    CHECK(
        text_of("[the page](https://a.example/x), <https://b.example>") ==
        "  the page (https://a.example/x),\n  https://b.example\n");
    CHECK(text_of("one\\\ntwo  \nthree") == "  one\n  two\n  three\n");
    CHECK(text_of("a <b>c</b>\n\n<script>x</script>\n\nd") == "  a c\n\n  d\n");
    // A hint has its title: a terminal cannot fold it.
    CHECK(
        text_of("a\n\n<details>\n<summary>Hint: 1 &lt; <b>2</b></summary>\n\nLook.\n\n</details>\n") ==
        "  a\n\n  Hint: 1 < 2:\n\n  Look.\n");
}

TEST_CASE("task text: no line is wider than the terminal, except for what has no blank", "[task]") {
    const std::string words(200, 'a');
    std::string prose;
    for (int i = 0; i < 300; ++i) {
        prose += i % 7 == 0 ? "\xE6\xBC\xA2\xE5\xAD\x97 " : "**word** ";
    }
    for (const std::size_t width : {20, 21, 79}) {
        for (const auto& line : lines(text_of("> - " + prose, width))) {
            CHECK(display_width(line) <= width);
        }
    }
    CHECK(text_of(words, 20) == "  " + words + "\n");
    CHECK(text_of("", 20).empty());
    CHECK(text_of("a b", 0) == "  a b\n");
}

TEST_CASE("task text: with colour, each word is painted for itself", "[task]") {
    CHECK(
        task_text("**one two** `c` *e*,", 80, Style{true}) ==
        "  \x1B[1mone\x1B[0m \x1B[1mtwo\x1B[0m \x1B[36mc\x1B[0m \x1B[4me\x1B[0m,\n");
}
