#include "lib/base/table.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

const std::vector<Column> class_columns{
    {"STUDENT"}, {"NAME", 1, Fit::shorten}, {"RUNNING", 2}, {"SCORE"}, {"NOTES", 0, Fit::wrap}};
const std::vector<TableRow> class_rows{
    {"ann", "Анна Владимировна", "1/1", "10/10", ""}, {"bob", "Bob", "0/1", "-", "the machine srv is off since noon"}};

} // namespace

TEST_CASE("table: columns align and have no trailing spaces", "[table]") {
    CHECK(table({{"A", "B"}, {"東京", "x"}, {"y", ""}}) == "A     B\n東京  x\ny\n");
}

TEST_CASE("table: without a terminal everything is there", "[table]") {
    CHECK(
        table(class_columns, class_rows, 0) == "STUDENT  NAME               RUNNING  SCORE  NOTES\n"
                                               "ann      Анна Владимировна  1/1      10/10\n"
                                               "bob      Bob                0/1      -      the machine srv is off "
                                               "since noon\n");
    CHECK(table(class_columns, class_rows, 100) == table(class_columns, class_rows, 0));
}

TEST_CASE("table: long text continues below itself, between words", "[table]") {
    CHECK(
        table(class_columns, class_rows, 70) == "STUDENT  NAME               RUNNING  SCORE  NOTES\n"
                                                "ann      Анна Владимировна  1/1      10/10\n"
                                                "bob      Bob                0/1      -      the machine srv is off\n"
                                                "                                              since noon\n");
}

TEST_CASE("table: the least important columns are left out first", "[table]") {
    CHECK(
        table(class_columns, class_rows, 62) == "STUDENT  NAME               SCORE  NOTES\n"
                                                "ann      Анна Владимировна  10/10\n"
                                                "bob      Bob                -      the machine srv is off\n"
                                                "                                     since noon\n");
    CHECK(
        table(class_columns, class_rows, 40) == "STUDENT  SCORE  NOTES\n"
                                                "ann      10/10\n"
                                                "bob      -      the machine srv is off\n"
                                                "                  since noon\n");
}

TEST_CASE("table: cells are shortened only where nothing else helps", "[table]") {
    const std::vector<Column> columns{{"ID"}, {"NAME", 0, Fit::shorten}};
    CHECK(table(columns, {{"t-ivanov", "Иван Иванов"}}, 19) == "ID        NAME\nt-ivanov  Иван Ива…\n");
    CHECK(table(columns, {{"t-ivanov", "Иван Иванов"}}, 12) == "ID     NAME\nt-iv…  Иван…\n");
}

TEST_CASE("table: no line is wider than the terminal", "[table]") {
    for (std::size_t width = 20; width <= 100; ++width) {
        for (const auto& row : table_lines(class_columns, class_rows, width)) {
            std::size_t columns = 0;
            for (const char c : row) {
                columns = c == '\n' ? 0 : columns + ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1);
                CHECK(columns <= width);
            }
        }
    }
}
