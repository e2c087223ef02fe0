#include "lib/base/error.hpp"
#include "lib/roster/roster.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

std::string mistake(const std::string& text, const std::string& file = "r.csv") {
    try {
        static_cast<void>(read_roster(text, file));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("roster: separators, byte order mark, line ends, blank lines, quotes, free columns", "[roster]") {
    const auto students = read_roster(
                              "\xEF\xBB\xBFName;ID;GROUP;Seat\r\n"
                              "\"Petrov; Ivan\";ivan;A;12\r\n"
                              ";;;\r\n"
                              "\r\n"
                              " Anna ; Anna@example.org;;\r\n"
                              "\"say \"\"hello\"\"\";x\r\n",
                              "r.csv")
                              .students;
    REQUIRE(students.size() == 3);
    CHECK(students[0].id == "ivan");
    CHECK(students[0].name == "Petrov; Ivan");
    CHECK(students[0].group == "A");
    CHECK(students[0].columns == std::vector<std::pair<std::string, std::string>>{{"Seat", "12"}});
    CHECK(students[1].external == "Anna@example.org");
    CHECK(students[1].id.rfind("anna-", 0) == 0);
    CHECK(students[1].name == "Anna");
    CHECK(students[2].name == "say \"hello\"");
    CHECK(students[2].group.empty());
    CHECK(read_roster("id,name\nivan,Ivan\n", "r.csv").students.size() == 1);
    CHECK(read_roster("id\tname\nivan\tI, van\n", "r.csv").students[0].name == "I, van");
    CHECK(read_roster("id\nivan", "r.csv").students[0].id == "ivan");
}

TEST_CASE("roster: YAML, as mappings or just ids", "[roster]") {
    const auto students = read_roster("- ivan\n- {id: 007, name: James, seat: 3}\n", "r.yaml").students;
    REQUIRE(students.size() == 2);
    CHECK(students[0].id == "ivan");
    CHECK(students[1].id == "007");
    CHECK(students[1].columns == std::vector<std::pair<std::string, std::string>>{{"seat", "3"}});
}

TEST_CASE("roster: mistakes are reported with file and line", "[roster]") {
    CHECK(
        mistake("name,phone\nIvan,5\n") ==
        "r.csv:1: no column has a header that is known for an id; the columns are \"name\", \"phone\"");
    CHECK(mistake("id,name\n,Ivan\nolga,Olga\n") == "r.csv:2: a student without an id: the column id is empty");
    CHECK(mistake("id\nivan\nolga\nivan\n") == "r.csv:4: ivan is on line 2 already");
    CHECK(
        mistake("id,na\033[31mme\na,b\n") ==
        "r.csv:1: a column's name has characters in it that cannot be shown: \"name\"");
    CHECK(mistake("id,left\na,soon\n") == "r.csv:2: left is \"soon\"; it has to be yes or no");
    CHECK(read_roster("id,left\na,YES\nb,0\n", "r.csv").students[0].left);
    CHECK(mistake("id,ID\na,b\n") == "r.csv:1: duplicate field \"ID\"");
    CHECK(mistake("id\na,b\n") == "r.csv:2: 2 fields, where the header has 1");
    CHECK(
        mistake("id\n\"ivan\n") ==
        "r.csv:3: a quote that does not end, or a quote within a field (write two quotes there)");
    CHECK(mistake("id\n\x81\xFF\n") == "r.csv:2: this is not cp1252");
    CHECK(mistake("PK\x03\x04...") == "r.csv:1: the workbook cannot be read: the zip archive is damaged");
    CHECK(mistake("\xD0\xCF\x11\xE0") == "r.csv:1: this is an old spreadsheet (xls)");
    CHECK(mistake("- {id: a}\n- {id: b, ID: c}\n", "r.yml") == "r.yml:2: duplicate field \"ID\"");
    CHECK(mistake("id\ni\x1bvan\n") == "r.csv:2: id has control characters, or more than 1000 characters");
    CHECK(mistake("") == "r.csv:1: no students: a header comes first, for example id,name,email,group");
    CHECK(mistake("id,name\n") == "r.csv:1: no students: a header comes first, for example id,name,email,group");
    CHECK(mistake("a: b\n", "r.yml") == "r.yml:1: a roster has to be a list of students");
    CHECK(
        mistake("- [a]\n", "r.yml") ==
        "r.yml:1: a student has to be an id, or a mapping such as {id: ivan, name: Ivan Petrov}");
    CHECK(mistake("- {id: [a]}\n", "r.yml") == "r.yml:1: id has to be a text");
    CHECK(mistake("- {id: a\n", "r.yml").rfind("r.yml:2: ", 0) == 0);
}

TEST_CASE("roster: a table larger than any roster is refused before its cells take memory", "[roster]") {
    const std::string wide = "id" + std::string(2000, ',') + "\na\n";
    CHECK(mistake(wide) == "r.csv:1: the table is larger than any roster");
    std::string csv = "id" + std::string(900, ',') + "\n";
    std::string yaml = "- {id: a";
    for (int i = 0; i < 900; ++i) {
        yaml += ", k" + std::to_string(i) + ": v";
    }
    yaml += "}\n";
    for (int i = 0; i < 1200; ++i) {
        csv += "a\n";
        yaml += "- b\n";
    }
    CHECK(mistake(csv) == "r.csv:1: the table is larger than any roster");
    CHECK(mistake(yaml, "r.yaml") == "r.yaml:1: the table is larger than any roster");
}

TEST_CASE("roster: a written roster reads the same", "[roster]") {
    auto students =
        read_roster("id,name,Seat,Room\nivan,\"Petrov, Ivan\",12,\nОльга,\"O \"\"X\"\"\",,=1+1\n", "r.csv").students;
    CHECK(read_roster(to_csv(students), "r.csv").students == students);
    students[0].left = true;
    CHECK(read_roster(to_csv(students), "r.csv").students == students);
}

TEST_CASE("roster: a student with several groups in one cell is in each of them", "[roster]") {
    const auto students =
        read_roster("id,group\na,\"Group A, Tutors\"\nb,Group A\nc,\nd,\"A,B, , C\"\n", "r.csv").students;
    using Texts = std::vector<std::string>;
    CHECK(students[0].group == "Group A, Tutors");
    CHECK(students[0].groups() == Texts{"Group A", "Tutors"});
    for (const auto* group : {"Group A", "Tutors", "Group A, Tutors"}) {
        CHECK(students[0].is_in(group));
    }
    CHECK_FALSE(students[0].is_in("Group"));
    CHECK(students[1].groups() == Texts{"Group A"});
    CHECK(students[2].groups().empty());
    CHECK(students[3].groups() == Texts{"A,B", "C"});
}
