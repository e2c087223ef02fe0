#!/usr/bin/env bats
# Classes: rosters in, shown, out again. SQLite in the state directory.

load ../common

setup() {
    isolate "$BATS_TEST_TMPDIR"
    roster=$BATS_TEST_TMPDIR/students.csv
}

@test "a roster of a spreadsheet: imported, shown with ids that machines can have, exported, imported again" {
    printf '\xef\xbb\xbfid;Name;Group;Seat\r\nivan;Petrov, Ivan;A;12\r\nolga@example.org;Ольга;B;\r\n"Иванов П.";;A;7\r\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 0 ]
    [ -z "$errors" ]
    contains "$output" "Class net created: 3 students"
    run_split crocum class show net
    contains "$output" "ivan"
    [[ $output =~ olga-[0-9a-f]{6}\ +olga@example.org\ +Ольга\ +B ]]
    [[ $output =~ ivanov-p-[0-9a-f]{6}\ +Иванов\ П\. ]]
    run_split crocum class show net --json
    [ "$(json '.students | map(.student) | .[0]')" = ivan ]
    [ "$(json '.students[0].columns.Seat')" = 12 ]
    crocum class export net -o "$BATS_TEST_TMPDIR/out.csv"
    run_split crocum class import net "$BATS_TEST_TMPDIR/out.csv" --json
    [ "$(json .same)" = 3 ]
    [ "$(crocum class export net)" = "$(cat "$BATS_TEST_TMPDIR/out.csv")" ]
    run_split crocum class list
    [[ $output =~ net\ +3\ +- ]]
}

@test "another roster: new, changed, removed and returned students are reported; no student is forgotten" {
    printf 'id,name\na,A\nb,B\n' | crocum class import net - -q
    printf 'id,name\nb,New\nc,C\n' >"$roster"
    run_split crocum class import net "$roster"
    contains "$output" "Class net updated: 2 students"
    [[ $output =~ added\ +1\ +c ]]
    [[ $output =~ changed\ +1\ +b ]]
    [[ $output =~ left\ +1\ +a ]]
    run_split crocum class show net
    [[ $(tail -n 1 <<<"$output") =~ ^a\ .*left ]]
    run_split crocum class list
    [[ $output =~ net\ +2\ +1 ]]
}

# canvas: a gradebook as Canvas exports it.
canvas() {
    cat >"$roster" <<'CSV'
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (4711),Current Score
,,,,,Manual Posting,
"    Points Possible",,,,,6,(read only)
"One, Ann",77,000123,ann,S1,5,83
"Two, Ben",123,77,ben,S2,,
"Student, Test",999,,d41d8cd98f00b204e9800998ecf8427e00000000,S1,,
CSV
}

# column FILE NAME: the values of a column of a CSV file, without its row of points.
column() {
    /usr/bin/python3 - "$1" "$2" <<'PY'
import csv, sys
rows = csv.DictReader(open(sys.argv[1], encoding="utf-8-sig"))
print(*(row[sys.argv[2]] for row in rows if "Points Possible" not in row.get("Student", "")), sep="\n")
PY
}

@test "a gradebook of Canvas: its own ID is not the SIS id, and the report has both for the import" {
    canvas
    run_split crocum class import net "$roster"
    [ "$status" -eq 0 ]
    contains "$output" "Class net created: 2 students"
    contains "$output" "id from SIS User ID, name from Student, group from Section"
    contains "$errors" "2 other columns of the gradebook left out"
    run_split crocum class show net --json
    [ "$(jq -c '.students | map([.external, .name, .group, .columns.canvas_id, .columns.sis_login_id, (.columns | length)])' <<<"$output")" = \
        '[["000123","One, Ann","S1","77","ann",2],["77","Two, Ben","S2","123","ben",2]]' ]
    mkdir "$CROCUM_LABS/lab" && touch "$CROCUM_LABS/lab/main.tf"
    crocum report lab --class net --format canvas -o "$BATS_TEST_TMPDIR/out.csv" -q
    for name in ID "SIS User ID" "SIS Login ID" Section Student; do
        [ "$(column "$BATS_TEST_TMPDIR/out.csv" "$name")" = "$(column "$roster" "$name" | sed '1d;$d')" ]
    done
}

@test "the report as a page has the due date of the class, and an extension beside its student" {
    printf 'id,name\nann,Ann\nben,Ben\n' | crocum class import net - -q
    mkdir "$CROCUM_LABS/lab" && touch "$CROCUM_LABS/lab/main.tf"
    export TZ=CET-1
    lacks "$(crocum report lab --class net --format html)" "due "
    crocum due set lab --class net 2026-12-03T12:00 --late none -q
    crocum due set lab --class net -s ben 2026-12-05T18:00 -q
    page=$(crocum report lab --class net --format html)
    contains "$page" "; due 2026-12-03 12:00 CET; as of "
    [ "$(grep -c "<li>due" <<<"$page")" -eq 1 ]
    [[ $page == *"<b>Ben</b>"*"<li>due 2026-12-05 18:00 CET (extension in class net)"* ]]
}

@test "times are in the zone of the configuration, or of TZ; in JSON they are in UTC" {
    printf 'id,name\nann,Ann\n' | crocum class import net - -q
    mkdir "$CROCUM_LABS/lab" && touch "$CROCUM_LABS/lab/main.tf"
    export CROCUM_CONFIG=$BATS_TEST_TMPDIR/zone.toml
    printf 'timezone = "Asia/Tokyo"\n' >"$CROCUM_CONFIG"
    contains "$(TZ='' crocum due set lab --class net 2026-12-03T12:00 --late none)" "2026-12-03 12:00 JST"
    [ "$(TZ='' crocum due list lab --json | jq -r '.dates[0].due')" = 2026-12-03T03:00:00Z ]
    contains "$(TZ=CET-1 crocum due list lab)" "2026-12-03 04:00 CET"
    [[ $(TZ='' crocum class list) =~ net\ +1\ .*:[0-9]{2}\ JST$ ]]
    [[ $(TZ='' crocum class list --json | jq -r '.classes[0].updated') =~ Z$ ]]
    # What is printed can be typed.
    for time in "2026-12-03 12:30" "2026-12-03 12:30:00 JST" "2026-12-03 04:30+01:00" "2026-12-03 03:30 UTC" 2026-12-03T12:30; do
        contains "$(TZ='' crocum due set lab --class net "$time")" "2026-12-03 12:30 JST"
    done
    # When clocks are set back, the printed zone says which of the two hours it is.
    for zone in CEST CET; do
        contains "$(TZ=Europe/Berlin crocum due set lab --class net "2026-10-25 02:30 $zone")" "due 2026-10-25 02:30 $zone"
    done
    TZ=Europe/Berlin run_split crocum due set lab --class net "2026-12-03 12:30 CEST"
    [ "$status" -eq 2 ]
    contains "$errors" "invalid time for TIME: 2026-12-03 12:30 CEST"
    contains "$errors" "in the zone of TZ, of the setting timezone, or of this host"
    printf 'timezone = "Europe/Atlantis"\n' >"$CROCUM_CONFIG"
    TZ='' run_split crocum due list lab
    [ "$status" -eq 2 ]
    contains "$errors" 'timezone is "Europe/Atlantis", which this host does not know'
}

@test "Moodle's participants: the ID number is the id, and the report has it for the import" {
    printf '\xef\xbb\xbf' >"$roster"
    printf '%s\n' '"First name","Last name","ID number","Email address",Groups' \
        'Ann,One,s0017,ann@example.org,A' 'Ben,"van Two",s0018,ben@example.org,' >>"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 0 ]
    contains "$output" "id from ID number, name from First name + Last name, email from Email address, group from Groups"
    mkdir "$CROCUM_LABS/lab" && touch "$CROCUM_LABS/lab/main.tf"
    crocum report lab --class net --format moodle -o "$BATS_TEST_TMPDIR/out.csv" -q
    for name in "ID number" "Email address"; do
        [ "$(column "$BATS_TEST_TMPDIR/out.csv" "$name")" = "$(column "$roster" "$name")" ]
    done
    [ "$(column "$BATS_TEST_TMPDIR/out.csv" "Full name")" = $'Ann One\nBen van Two' ]
    crocum report lab --class net --format nbgrader -o "$BATS_TEST_TMPDIR/out.csv" -q
    [ "$(column "$BATS_TEST_TMPDIR/out.csv" last_name)" = $'One\nvan Two' ]
    [ "$(column "$BATS_TEST_TMPDIR/out.csv" student_id)" = $'s0017\ns0018' ]
}

@test "a Russian register in cp1251 with semicolons: the login is the id, the name begins with the family name" {
    printf '%s\r\n' '№;Фамилия;Имя;Отчество;Логин;Электронная почта;Класс;;' \
        '1;Иванов;Пётр;Сергеевич;ivanov;ivanov@school.example;9А;;' '2;Щукина;Юлия;;shchukina;;9Б;;' ';;;;;;;;' |
        iconv -f UTF-8 -t CP1251 >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 0 ]
    contains "$output" "id from Логин, name from Фамилия + Имя + Отчество, email from Электронная почта, group from Класс"
    contains "$output" "read as cp1251"
    run_split crocum class show net --json
    [ "$(jq -c '.students | map([.student, .name, .email, .group, .columns])' <<<"$output")" = \
        '[["ivanov","Иванов Пётр Сергеевич","ivanov@school.example","9А",{"first_name":"Пётр","last_name":"Иванов","middle_name":"Сергеевич"}],["shchukina","Щукина Юлия","","9Б",{"first_name":"Юлия","last_name":"Щукина","middle_name":""}]]' ]
    mkdir "$CROCUM_LABS/lab" && touch "$CROCUM_LABS/lab/main.tf"
    crocum report lab --class net --format moodle -o "$BATS_TEST_TMPDIR/out.csv" -q
    iconv -f CP1251 -t UTF-8 "$roster" | tr -d '\r' | cut -d ';' -f 5 >"$BATS_TEST_TMPDIR/logins"
    [ "$(column "$BATS_TEST_TMPDIR/out.csv" "ID number")" = "$(sed '1d;/^$/d' "$BATS_TEST_TMPDIR/logins")" ]
    # The same in the encodings of other spreadsheets is the same roster.
    for encoding in UTF-16 ISO-8859-5; do
        iconv -f CP1251 -t "$encoding" "$roster" >"$BATS_TEST_TMPDIR/other.csv"
        run_split crocum class import net "$BATS_TEST_TMPDIR/other.csv" --encoding "$encoding" --json
        [ "$(json .same)" = 2 ]
    done
    run_split crocum class import net "$BATS_TEST_TMPDIR/other.csv" --encoding nonsense
    [ "$status" -eq 2 ]
    contains "$errors" 'unknown encoding "nonsense"'
}

# workbook FILE SHEET [TEXTS]: an xlsx file from the XML of its rows and of its shared texts.
workbook() {
    /usr/bin/python3 - "$@" <<'PY'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as book:
    book.writestr("xl/workbook.xml", '<workbook xmlns:r="x"><sheets><sheet name="A" r:id="rId2"/><sheet name="B" r:id="rId1"/></sheets></workbook>')
    book.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>')
    book.writestr("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>")
    with book.open("xl/worksheets/sheet2.xml", "w") as sheet:
        sheet.write(b"<worksheet><sheetData>")
        many = {"bomb": [" " * 1048576] * 64, "blank": ["<row>" + '<c r="A1"/>' * 1_100_000 + "</row>"]}
        for row in many.get(sys.argv[2], [sys.argv[2]]):
            sheet.write(row.encode())
        sheet.write(b"</sheetData></worksheet>")
    if len(sys.argv) > 3:
        texts = "<si><t>" + "x" * 20_000_000 + "</t></si>" if sys.argv[3] == "large" else sys.argv[3]
        book.writestr("xl/sharedStrings.xml", f"<sst>{texts}</sst>")
PY
}

@test "a workbook: the first sheet, texts of every kind, whole numbers; a damaged or huge one is refused" {
    workbook "$roster" '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t>Группа</t></is></c></row>
        <row r="3"><c r="A3"><v>20231234</v></c><c r="B3" t="s"><v>2</v></c><c r="C3"><v>7.0</v></c><c r="E3"/></row>
        <row r="4"><c r="A4" t="str"><v>s-2</v></c><c r="C4"><v>7.5</v></c></row><row r="5"/>' \
        '<si><t>Matrikelnummer</t></si><si><t>Name</t></si><si><r><t>Ann </t></r><r><t>One</t></r><rPh><t>x</t></rPh></si>'
    run_split crocum class import net "$roster"
    [ "$status" -eq 0 ]
    contains "$output" "id from Matrikelnummer, name from Name, group from Группа; read as xlsx"
    [ "$(crocum class show net --json | jq -c '.students | map([.external, .name, .group])')" = '[["20231234","Ann One","7"],["s-2","","7.5"]]' ]
    workbook "$roster" '<row r="1"><c t="inlineStr"><is><t>id</t></is></c></row><row r="9"><c><v>1.23456789012346E+15</v></c></row>'
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "$roster:9: the id 1.23456789012346E+15 was rounded"
    # A number beyond 15 digits, as some programs write it.
    for number in 1234567890123456 1000000000000000; do
        workbook "$roster" "<row r=\"1\"><c t=\"inlineStr\"><is><t>id</t></is></c></row><row r=\"9\"><c><v>$number</v></c></row>"
        run_split crocum class import net "$roster"
        [ "$status" -eq 2 ]
        contains "$errors" "$roster:9: the id 1"
        contains "$errors" "E+15 was rounded by a spreadsheet"
    done
    workbook "$roster" bomb
    [ "$(stat -c %s "$roster")" -lt 1000000 ]
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "larger than 32 MiB"
    printf 'PK\x03\x04nonsense' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "the workbook cannot be read"
    [ "$(crocum class show net --json | jq '.students | length')" = 2 ]
}

# peak FILE COMMAND...: runs a command, and writes how many MiB of memory it had into a file.
peak() {
    /usr/bin/python3 - "$@" <<'PY'
import resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
sys.exit(status)
PY
}

@test "a small workbook with one large text in many cells of a row is refused before it needs gigabytes" {
    for reference in '' ' r="A1"'; do
        printf -v cells "<c$reference t=\"s\"><v>0</v></c>%.0s" {1..50}
        workbook "$roster" "<row>$cells</row>" large
        [ "$(stat -c %s "$roster")" -lt 100000 ]
        run_split peak "$BATS_TEST_TMPDIR/peak" "$BINARY" class import net "$roster"
        [ "$status" -eq 2 ]
        contains "$errors" "$roster:1: the sheet is larger than any roster"
        [ "$(cat "$BATS_TEST_TMPDIR/peak")" -lt 700 ]
    done
    # Cells without a text count too.
    workbook "$roster" blank
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "the sheet is larger than any roster"
}

@test "columns that the headers do not decide are given once: the next import of the class takes them too" {
    printf 'Kürzel,Nachname,Rufname,Stufe\nann,One,Ann,9\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "$roster:1: no column has a header that is known for an id"
    contains "$errors" '"Kürzel", "Nachname", "Rufname", "Stufe"'
    contains "$errors" "--id COLUMN"
    run_split crocum class import net "$roster" --id Kürzl
    [ "$status" -eq 2 ]
    contains "$errors" 'there is no column "Kürzl" for --id'
    contains "$errors" 'Did you mean "Kürzel"?'
    crocum class import net "$roster" --id kurzel --name "Rufname, Nachname" --group Stufe -q
    printf 'Stufe,Kürzel,Nachname,Rufname\n9,ann,One,Ann\n' >"$roster"
    run_split crocum class import net "$roster" --json
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.same, .columns]' <<<"$output")" = '[1,{"email":"","group":"Stufe","id":"Kürzel","name":["Rufname","Nachname"]}]' ]
    # What crocum writes itself is read without them, and '' forgets them.
    crocum class export net -o "$BATS_TEST_TMPDIR/out.csv"
    run_split crocum class import net "$BATS_TEST_TMPDIR/out.csv" --json
    [ "$(json .same)" = 1 ]
    printf 'id,Kürzel\nann,x\n' >"$roster"
    run_split crocum class import net "$roster" --id '' --json
    [ "$(json .columns.id)" = id ]
    printf 'id,name\nann,Ann\n' | crocum class import net - -q
    # Two columns that could be the id.
    printf 'id,ID number\nann,7\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "$roster:1: several columns can be the id: \"id\", \"ID number\""
}

@test "--dry-run shows who changes and how, and writes nothing" {
    printf 'id,name,group\na,Ann,A\nb,Ben,A\n' | crocum class import net - -q
    before=$(crocum class show net --json)
    printf 'id,name,group\nb,Benjamin,B\nc,Cleo,B\n' >"$roster"
    run_split crocum class import net "$roster" --dry-run
    [ "$status" -eq 0 ]
    contains "$output" "Dry run: class net would be updated: 2 students"
    [[ $output =~ added\ +c\ +Cleo ]]
    [[ $output =~ changed\ +b\ +name:\ \"Ben\"\ -\>\ \"Benjamin\"\;\ group:\ \"A\"\ -\>\ \"B\" ]]
    [[ $output =~ left\ +a\ +Ann ]]
    run_split crocum class import net "$roster" --dry-run --json --id id
    [ "$(jq -c '[.dry_run, .added, .left, .changes[1]]' <<<"$output")" = '[true,["c"],["a"],{"after":"B","before":"A","field":"group","student":"b"}]' ]
    [ "$(crocum class show net --json)" = "$before" ]
    # Nor are the columns remembered.
    printf 'id,ID number\na,7\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "several columns can be the id"
}

@test "--dry-run of the first class creates no database" {
    printf 'id\na\nb\n' >"$roster"
    run_split crocum class import net "$roster" --dry-run --json --id id
    [ "$status" -eq 0 ]
    [ "$(jq -c '[.dry_run, .created, .added]' <<<"$output")" = '[true,true,["a","b"]]' ]
    [ ! -e "$CROCUM_STATE/crocum.db" ]
    run_split crocum class import net "$roster" --json
    [ "$(jq -c '[.dry_run, .created, .added]' <<<"$output")" = '[false,true,["a","b"]]' ]
}

@test "a roster without most of the class is refused without a terminal, and imported with --yes" {
    printf 'id\na\nb\nc\nd\ne\n' | crocum class import net - -q
    printf 'id\nx\ny\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "5 of 5 students of class net are not in this roster"
    contains "$errors" "--yes"
    [ "$(crocum class show net --json | jq -c '[.students[].student]')" = '["a","b","c","d","e"]' ]
    crocum class import net "$roster" --yes -q
    [ "$(crocum class show net --json | jq '[.students[] | select(.left)] | length')" = 5 ]
    # At a terminal, a person is asked.
    printf 'id\na\nb\nc\n' | crocum class import net - --yes -q
    answer() {
        python3 - "$BINARY" "$roster" "$1" <<'PY'
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], ["crocum", "class", "import", "net", sys.argv[2]])
text = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    text += part
    if b"[y/N]" in part:
        os.write(terminal, sys.argv[3].encode() + b"\n")
print(text.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
    }
    run_split answer n
    [ "$status" -eq 2 ]
    contains "$output" "3 of 3 students of class net are not in this roster. Mark them as left? [y/N]"
    contains "$output" "the class is unchanged"
    run_split answer y
    [ "$status" -eq 0 ]
    contains "$output" "Class net updated: 2 students"
    # Two of three are few.
    printf 'id\na\nb\nc\n' | crocum class import ops - -q
    printf 'id\na\n' | crocum class import ops - -q
}

@test "ids that a spreadsheet rounded are refused; two students with one address are noted; letters with accents are one character" {
    printf 'id,name\n1,23457E+15,Ann\n' | sed 's/1,2/1.2/' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "$roster:2: the id 1.23457E+15 was rounded by a spreadsheet"
    contains "$errors" "as text"
    printf 'id,name,email\ne\xcc\x81mile,E\xcc\x81mile,a@x\nann,Ann,A@x\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 0 ]
    contains "$errors" "students with the same e-mail address: émile and ann (A@x)"
    printf 'id,name,email\n\xc3\xa9mile,\xc3\x89mile,a@x\nann,Ann,A@x\n' >"$roster"
    run_split crocum class import net "$roster" --json
    [ "$(json .same)" = 2 ]
}

@test "mistakes: file and line, and the class stays as it was" {
    printf 'id\na\n' | crocum class import net - -q
    printf 'id\na\nb\na\n' >"$roster"
    run_split crocum class import net "$roster"
    [ "$status" -eq 2 ]
    contains "$errors" "$roster:4: a is on line 2 already"
    [ "$(crocum class export net)" = "id,name,email,group
a,,," ]
    run_split crocum class import net /nowhere.csv
    [ "$status" -eq 1 ]
    contains "$errors" "/nowhere.csv"
    run_split crocum class import 'no id' "$roster"
    [ "$status" -eq 2 ]
    run_split crocum class show nett
    [ "$status" -eq 2 ]
    contains "$errors" "Did you mean net?"
    run_split crocum class show net --json --color
    [ "$status" -eq 2 ]
}

@test "remove forgets the roster and nothing else" {
    printf 'id\na\n' | crocum class import net - -q
    instance alpha a r1
    run_split crocum class remove net
    [ "$status" -eq 0 ]
    contains "$output" "instances and attempts are kept"
    [ -e "$CROCUM_STATE/instances/alpha/a/instance.json" ]
    run_split crocum class list
    [ "$output" = "There are no classes." ]
}

@test "a database of a newer crocum, a damaged one, a server that is not there" {
    printf 'id\na\n' | crocum class import net - -q
    [ "$(stat -c %a "$CROCUM_STATE/crocum.db")" = 600 ]
    CROCUM_DATABASE="postgresql:///x?host=$BATS_TEST_TMPDIR" run_split crocum class list --json
    [ "$status" -eq 3 ]
    [ "$(json .ok)" = false ]
    CROCUM_DATABASE=mysql://x run_split crocum class list
    [ "$status" -eq 2 ]
    contains "$errors" "postgresql://"
    echo nonsense >"$CROCUM_STATE/crocum.db"
    run_split crocum class list
    [ "$status" -eq 1 ]
    contains "$errors" "crocum.db"
}

@test "the help fits a terminal of 80 columns: no word is broken; examples are not, and elsewhere nothing changes" {
    local verb words
    for verb in "" report "due set" "lab check" "lab regrade" "lab show" console; do
        read -ra words <<<"$verb"
        output=$("$BATS_TEST_DIRNAME/../terminal.py" 80 24 "$BINARY" "${words[@]}" --help | jq -r '(.history + .final)[]')
        echo "$output"
        # The screen breaks what is longer: each line has whole words of the help, in their order.
        [ "$(sed '/^Examples:/q' <<<"$output" | tr -s ' \n' ' ')" = \
            "$("$BINARY" "${words[@]}" --help | sed '/^Examples:/q' | tr -s ' \n' ' ')" ]
    done
    # The last one is the console's: its options continue below their descriptions.
    [ "$(grep -c '^ \{34\}[^ ]' <<<"$output")" -ge 1 ]
    contains "$("$BINARY" report --help)" "table, json, csv, xlsx, moodle, moodle-xml, canvas, nbgrader, gradescope, junit, ctrf, html (default"
}

@test "on a narrow terminal tables leave out columns, and no word is broken; elsewhere everything is there" {
    cat >"$BATS_TEST_TMPDIR/wide.csv" <<CSV
id,name,group
alexander.ivanov@school.example,Alexander Konstantinovich Ivanov,networks-22
bob,Bob,networks-22
CSV
    crocum class import wide "$BATS_TEST_TMPDIR/wide.csv" -q
    run_split crocum class show wide
    contains "$output" "Alexander Konstantinovich Ivanov  networks-22"
    contains "$output" "alexander.ivanov@school.example"
    for columns in 60 80; do
        output=$("$BATS_TEST_DIRNAME/../terminal.py" "$columns" 24 "$BINARY" class show wide)
        echo "$output"
        json '.final | length == 3'
        json '.final[0] | test("^STUDENT +.*NAME") and (test("GROUP") | not)'
        json '.final[1] | test("Alexander Konstantinovich Ivanov|Alexander.*…")'
    done
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 120 24 "$BINARY" class show wide)
    json '.final[0] | test("GROUP")'
}
