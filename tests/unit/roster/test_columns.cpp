#include "lib/base/error.hpp"
#include "lib/roster/roster.hpp"

#include <catch2/catch.hpp>

using namespace crocum;

namespace {

/// "id | name | email | group", then the other columns, of the first student.
std::string first_student(const std::string& text, const RosterColumns& columns = {}) {
    const auto student = read_roster(text, "r.csv", {"", columns, {}}).students.at(0);
    auto fields = student.external + " | " + student.name + " | " + student.email + " | " + student.group;
    for (const auto& [name, value] : student.columns) {
        fields += " | ";
        fields += name;
        fields += '=';
        fields += value;
    }
    return fields;
}

std::string refusal(const std::string& text, const RosterColumns& columns = {}) {
    try {
        return "read: " + first_student(text, columns);
    } catch (const UsageError& error) {
        return error.what() + (" / " + error.hint);
    }
}

} // namespace

TEST_CASE("columns: the exports of learning platforms, with the id that their import matches by", "[roster]") {
    // Moodle's gradebook.
    CHECK(
        first_student(
            "First name,Surname,ID number,Institution,Email address,Quiz: IP (Real),Last downloaded from this "
            "course\nAnn,One,s17,X,a@x,5.00,1700000000\n") ==
        "s17 | Ann One | a@x |  | first_name=Ann | last_name=One");
    CHECK(
        first_student(
            "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Zuletzt aus diesem Kurs geladen\nAnn,One,s17,a@x,1\n") ==
        "s17 | Ann One | a@x |  | first_name=Ann | last_name=One");
    CHECK(
        first_student("Nombre,Apellido(s),Número de ID,Dirección de correo\nAnn,One,s17,a@x\n") ==
        "s17 | Ann One | a@x |  | first_name=Ann | last_name=One");
    CHECK(
        first_student("Prénom,Nom,Numéro d’identification,Adresse de courriel,Groupes\nAnn,One,s17,a@x,A\n") ==
        "s17 | Ann One | a@x | A | first_name=Ann | last_name=One");
    CHECK(
        first_student("Имя;Фамилия;Индивидуальный номер;Адрес электронной почты\nАнна;Первая;s17;a@x\n") ==
        "s17 | Первая Анна | a@x |  | first_name=Анна | last_name=Первая");
    // Where a school gives no ID number, Moodle has the column without values.
    CHECK(
        first_student("First name,Last name,Username,ID number,Email address\nAnn,One,ann,,a@x\n") ==
        "ann | Ann One | a@x |  | first_name=Ann | last_name=One | ID number=");
    // Google Classroom and Microsoft Teams have the address only.
    CHECK(first_student("Last Name,First Name,Email Address\nOne,Ann,a@x\n").rfind("a@x | Ann One | a@x", 0) == 0);
    // School Data Sync.
    CHECK(
        first_student("SIS ID,School SIS ID,First Name,Last Name,Username\n17,9,Ann,One,ann\n")
            .rfind("17 | Ann One", 0) == 0);
    CHECK(first_student("id,first_name,last_name,email,lms_user_id\na,Ann,One,,7\n").rfind("a | Ann One |", 0) == 0);
    CHECK(first_student("student_id,last_name,first_name\na,One,Ann\n").rfind("a | Ann One |", 0) == 0);
}

TEST_CASE("columns: Canvas' own ID is never the id of a student", "[roster]") {
    CHECK(
        first_student("Student,ID,SIS User ID,SIS Login ID,Section\n\"One, Ann\",77,0123,ann,S1\n") ==
        "0123 | One, Ann |  | S1 | canvas_id=77 | sis_login_id=ann");
    CHECK(
        first_student("Student,ID,SIS Login ID,Section\n\"One, Ann\",77,ann,S1\n") ==
        "ann | One, Ann |  | S1 | canvas_id=77 | sis_login_id=ann");
    CHECK(refusal("Student,ID,Section\n\"One, Ann\",77,S1\n").find("r.csv:1: no column has a header") == 0);
    CHECK(refusal("Student,ID,Section\n\"One, Ann\",77,S1\n").find("Canvas' own ID is not") != std::string::npos);
    // It is for who wants it, and the report has it in its own column all the same.
    CHECK(
        first_student("Student,ID,Section\n\"One, Ann\",77,S1\n", {"ID", {}, "", ""}) ==
        "77 | One, Ann |  | S1 | canvas_id=77");
}

TEST_CASE("columns: a register with an id, a name and a section is not of Canvas", "[roster]") {
    CHECK(
        first_student("id,first name,last name,email,section\n17,Ann,One,a@x,S1\n") ==
        "17 | Ann One | a@x | S1 | first_name=Ann | last_name=One");
    CHECK(
        first_student("id,first name,last name,section\n17,Ann,One,S1\n") ==
        "17 | Ann One |  | S1 | first_name=Ann | last_name=One");
    CHECK(first_student("student,id,section\nAnn,17,S1\n") == "17 | Ann |  | S1");
    // Split names in Canvas.
    CHECK(
        first_student("LastName,FirstName,ID,SIS User ID,Section\nOne,Ann,77,0123,S1\n").rfind("0123 | Ann One", 0) ==
        0);
    CHECK(refusal("name,student,section\na,b,c\n").find("Canvas") == std::string::npos);
    CHECK(refusal("id,student,section\n,b,c\n").find("Canvas") == std::string::npos);
}

TEST_CASE("columns: registers of schools in five languages", "[roster]") {
    CHECK(first_student("ФИО;Класс;Логин;Почта\nИванов Пётр;9А;ivanov;i@x\n") == "ivanov | Иванов Пётр | i@x | 9А");
    CHECK(first_student("Name;Vorname;Klasse;Benutzername\nEins;Ann;9a;ann\n").rfind("ann | Ann Eins |  | 9a", 0) == 0);
    CHECK(first_student("Name;Vorname;Matrikelnummer\nAnn Eins;Ann;7\n").rfind("7 | Ann Eins |", 0) == 0);
    CHECK(first_student("NOM;PRENOM;CLASSE;IDENTIFIANT\nUn;Ann;3B;aun\n").rfind("aun | Ann Un |  | 3B", 0) == 0);
    CHECK(first_student("Apellidos,Nombre,Grupo,Usuario\nUno,Ann,A,ann\n").rfind("ann | Ann Uno |  | A", 0) == 0);
    CHECK(first_student("Nombre,Usuario\nAnn Uno,ann\n") == "ann | Ann Uno |  | ");
    CHECK(first_student("№ п/п;Фамилия;Имя;Логин\n1;Иванов;Пётр;ivanov\n").find("п/п") == std::string::npos);
}

TEST_CASE("columns: what the headers do not decide is refused, and can be given", "[roster]") {
    CHECK(
        refusal("id,ID number\na,b\n") ==
        "r.csv:1: several columns can be the id: \"id\", \"ID number\" / Give --id COLUMN with one of them; the class "
        "keeps this choice");
    CHECK(first_student("id,ID number\na,b\n", {"ID number", {}, "", ""}) == "b |  |  |  | id=a");
    CHECK(first_student("Kennung,A,B,\"C, D\"\na,1,2,3\n", {"Kennung", {"B", "A"}, "", "C, D"}) == "a | 2 1 |  | 3");
    CHECK(first_student("Kennung,\"C, D\"\na,3\n", {"Kennung", {"C", "D"}, "", ""}) == "a | 3 |  | ");
    CHECK(
        refusal("id,mail\na,b\n", {"", {}, "e-mails", ""})
            .find("r.csv:1: there is no column \"e-mails\" for --email") == 0);
    CHECK(refusal("Name,Username\nAnn,ann\nBen,\n").find("r.csv:3: a student without an id: the column Username") == 0);
}

TEST_CASE("columns: a file of class export is read as it was written, also with remembered columns", "[roster]") {
    const std::string text = "id,name,email,group,ID number,First name\na,Ann,a@x,A,7,Ann\n";
    const RosterOptions options{"", {}, {"ID number", {}, "", ""}};
    const auto student = read_roster(text, "r.csv", options).students.at(0);
    CHECK(student.external == "a");
    CHECK(student.columns.size() == 2);
    CHECK(read_roster("id,ID number\na,7\n", "r.csv", options).students.at(0).external == "7");
}

TEST_CASE("columns: those without a name and values are ignored, and lines without values too", "[roster]") {
    CHECK(first_student(",id,name,,\n,a,Ann,,,,\n,,,,\n") == "a | Ann |  | ");
    CHECK(
        refusal("id,name,,\na,Ann,,\nb,Ben,,x\n").find("r.csv:1: column 4 has no name, but a value on line 3: \"x\"") ==
        0);
}

TEST_CASE("columns: blanks of every kind around texts are removed, also several", "[roster]") {
    CHECK(first_student("id,name\n\"a \t \t\",\"\t \t Ann\xC2\xA0 \xC2\xA0\"\n") == "a | Ann |  | ");
    // A header of blanks is no name: its values are not dropped silently.
    CHECK(refusal("id,\" \",name\na,x,Ann\n").find("r.csv:1: column 2 has no name, but a value on line 2: \"x\"") == 0);
    CHECK(first_student("id,\" \",name\na,\xC2\xA0,Ann\n") == "a | Ann |  | ");
    // Nor is a row of blanks a student, or a field of blanks a column.
    const auto roster = read_roster("id,name\n\xC2\xA0,\" \"\nb,Ben,\xC2\xA0\n", "r.csv");
    REQUIRE(roster.students.size() == 1);
    CHECK(roster.students[0].id == "b");
    try {
        static_cast<void>(read_roster("- {id: a, \" \": x}\n", "r.yaml"));
        FAIL("it was read");
    } catch (const UsageError& error) {
        CHECK(std::string(error.what()).find("r.yaml:1: a key is empty") == 0);
    }
    CHECK(read_roster("- {id: \" \\ta\"}\n", "r.yaml").students.at(0).external == "a");
}

TEST_CASE("roster: ids that a spreadsheet rounded are refused, equal addresses are noted", "[roster]") {
    for (const auto* id : {"1.23457E+15", "\"1,23457E+15\"", "2e+9"}) {
        CHECK(
            refusal(std::string("id,name\n") + id + ",A\n").find("was rounded by a spreadsheet") != std::string::npos);
    }
    CHECK(first_student("id\n1e5\n") == "1e5 |  |  | ");
    const auto roster = read_roster("id,email\na,x@y\nb,X@Y\nc,\nd,\n", "r.csv");
    CHECK(roster.notes == std::vector<std::string>{"students with the same e-mail address: a and b (X@Y)"});
}
