#include "cmd/help_text.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

TEST_CASE("help: a description continues in its own column", "[help]") {
    CHECK(
        help_text("Options:\n  --late PENALTY      Penalty for late work of students\n", 44) ==
        "Options:\n  --late PENALTY      Penalty for late work\n                      of students\n");
    // Below a long name.
    CHECK(
        help_text("Options:\n  --student-from-key FILE\n            Find the student by a key\n", 30) ==
        "Options:\n  --student-from-key FILE\n            Find the student\n            by a key\n");
    // A terminal that has no room for two columns.
    CHECK(
        help_text("Options:\n  --late PENALTY      Penalty for late\n", 20) ==
        "Options:\n  --late PENALTY\n          Penalty\n          for late\n");
}

TEST_CASE("help: the lines of a paragraph are joined and broken again, at most at blanks", "[help]") {
    CHECK(
        help_text("One about\nUsage: crocum VERB ...\n\nNo score is never a 0:\nan empty cell.\n\nNext one.\n", 30) ==
        "One about\nUsage: crocum VERB ...\n\nNo score is never a 0: an\nempty cell.\n\nNext one.\n");
    CHECK(help_text("See \"crocum due\nset\" about it.\n", 18) == "See\n\"crocum due set\"\nabout it.\n");
}

TEST_CASE("help: examples stay as they are", "[help]") {
    const auto* const examples = "Examples:\n"
                                 "  crocum lab check hello -s demo -m srv -v     one machine, with the output\n"
                                 "  crocum report -s ann\n\n"
                                 "Manual: man crocum-lab-check\n";
    CHECK(help_text(examples, 30) == examples);
}
