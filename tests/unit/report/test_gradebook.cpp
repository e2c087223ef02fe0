#include "lib/report/csv_text.hpp"
#include "lib/report/gradebook.hpp"
#include "lib/roster/roster.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

ScoreCard card(const std::string& name, double reached, bool complete) {
    ScoreCard card;
    card.name = name;
    card.score.sum = {reached, 10, 10, complete ? 0U : 1U};
    card.checks = 3;
    return card;
}

std::string chosen(const std::vector<ScoreCard>& cards, AttemptPolicy policy) {
    const auto* one = current_whole_card(cards, policy);
    return one == nullptr ? "none" : one->name;
}

} // namespace

TEST_CASE(
    "gradebook: the score of an attempt with another total is scaled for systems with one maximum", "[gradebook]") {
    Gradebook book;
    book.total = 16;
    GradebookRow row;
    row.card = card("1", 7, true);
    row.card->score.sum.total = 14;
    CHECK(book.scaled(row) == 8);
    row.card->score.sum.total = 16;
    CHECK(book.scaled(row) == 7);
    book.total = 0;
    CHECK(book.scaled(row) == 7);
}

TEST_CASE("gradebook: the current attempt is one that measured everything", "[gradebook]") {
    const std::vector<ScoreCard> cards{
        card("5", 9, false), card("4", 3, true), card("3", 8, true), card("2", 8, true), card("1", 5, true)};
    CHECK(chosen(cards, AttemptPolicy::last) == "4");
    CHECK(chosen(cards, AttemptPolicy::best) == "2"); // The earlier of two equal ones.
    CHECK(chosen(cards, AttemptPolicy::first) == "1");
    CHECK(chosen({}, AttemptPolicy::best) == "none");
    // Nothing was measured in full: it is shown, and is no score.
    GradebookRow row;
    CHECK(row.state() == std::string("no attempt"));
    row.card = *current_whole_card({cards[0]}, AttemptPolicy::best);
    CHECK(row.state() == std::string("ungraded"));
    CHECK_FALSE(row.graded());
    // Nothing to measure is no grade, and no 0.
    row.card = card("0", 0, true);
    row.card->checks = 0;
    CHECK_FALSE(row.graded());
}

TEST_CASE("gradebook: a cell is never a formula, and a number stays one", "[gradebook]") {
    CsvLine line;
    CHECK(
        line.text("=1+1").text("+1").text("@x").text("-x").number(-1.5).text("a,b\n\"c\"").empty().end() ==
        "'=1+1,'+1,'@x,'-x,-1.5,\"a,b \"\"c\"\"\",\n");
    CHECK(line.text("\u200B=1").text("\uFF1D1+1").end() == "'=1,'\uFF1D1+1\n");
    // An id by which an importer finds a student is not changed.
    CHECK(line.id("+7900").id("00417").id("a,b").id("").end() == "+7900,00417,\"a,b\",\n");
    Student student;
    student.columns = {{"Canvas_ID", "17"}};
    CHECK(column_of(student, "canvas_id") == "17");
    CHECK(column_of(student, "other").empty());
}

TEST_CASE("gradebook: for Excel, ids are texts, and numbers have the decimal separator of the columns", "[gradebook]") {
    CsvLine comma({',', true});
    CHECK(comma.start() == "\xEF\xBB\xBF");
    CHECK(comma.id("00417").id("").number(1.5).end() == "\"=\"\"00417\"\"\",,1.5\n");
    CsvLine semicolon({';', true});
    CHECK(semicolon.text("a,b").number(1.5).text("=1").end() == "\"a,b\";\"1,5\";'=1\n");
    CHECK(semicolon.id("\"&cmd()&\"").end() == "\"=\"\"\"\"\"\"&cmd()&\"\"\"\"\"\"\"\n");
}
