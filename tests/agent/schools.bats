#!/usr/bin/env bats
# The files of three schools go in by one command each, and the grades go back out to where they came from. Each student has
# a real qemu-ga on a unix socket.

load ../common
load agents

setup() {
    agents_begin
    lab=$CROCUM_LABS/net
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
title: A network
machines: {srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}-srv.sock"}}
timeouts: {boot: 2, suite: 60}
YAML
    cat >"$lab/checks/srv.py" <<PY
import pytest

def test_one(host):
    assert host.run("true").rc == 0

@pytest.mark.points(2.5)
def test_two(host, student):
    assert host.run("test -e $BATS_TEST_TMPDIR/done-" + student).rc == 0, "build it"
PY
    roster=$BATS_TEST_TMPDIR/roster.csv out=$BATS_TEST_TMPDIR/out
}

teardown() { agents_end; }

# graded CLASS SOLVED OTHER: the roster becomes a class; SOLVED has done everything, OTHER the first check.
graded() {
    crocum class import "$1" "$roster" -q
    start_agent "$2-srv"
    start_agent "$3-srv"
    touch "$BATS_TEST_TMPDIR/done-$2"
    # A third student has no machine: status 3.
    crocum lab up net --class "$1" -q 2>/dev/null || [ $? -eq 3 ]
    crocum lab check net --class "$1" -q 2>/dev/null || [ $? -eq 3 ]
}

# cells FILE COLUMN... [OPTION=VALUE]: these columns of a CSV file, as a program reads it.
cells() {
    /usr/bin/python3 - "$@" <<'PY'
import csv, sys
options = dict(a.split("=") for a in sys.argv[2:] if "=" in a)
rows = csv.DictReader(open(sys.argv[1], encoding="utf-8-sig", newline=""), delimiter=options.get("delimiter", ","))
for row in rows:
    print(*(row[name] for name in sys.argv[2:] if "=" not in name), sep="|")
PY
}

@test "Moodle: the participants in, the scores back by XML and by CSV, to the same ID numbers and addresses" {
    printf '\xef\xbb\xbf"First name","Last name","ID number","Email address",Groups\nAnn,One,s0017,ann@example.org,A\nBen,"van Two",s0018,ben@example.org,\n' >"$roster"
    graded moodle s0017 s0018
    crocum report net --class moodle --format moodle-xml --grade-item lab-net -o "$out" -q
    result() { xmllint --xpath "string(//result[student='$1' and assignment='lab-net']/$2)" "$out"; }
    [ "$(xmllint --xpath 'count(//result)' "$out")" -eq 2 ]
    [ "$(result s0017 score)" = 3.5 ]
    [ "$(result s0018 score)" = 1 ]
    contains "$(result s0018 feedback)" "build it (2.5 points)"
    crocum report net --class moodle --format moodle -o "$out" -q
    [ "$(cells "$out" "Email address" "ID number" "Full name" "A network" "A network (%)")" = \
        $'ann@example.org|s0017|Ann One|3.5|100\nben@example.org|s0018|Ben van Two|1|28.57' ]
}

@test "a Russian register in cp1251: logins and family names in, a workbook and Excel's CSV back" {
    printf '%s\r\n' '№;Фамилия;Имя;Отчество;Логин;Электронная почта;Класс;;' \
        '1;Иванов;Пётр;Сергеевич;ivanov;ivanov@school.example;9А;;' '2;Щукина;Юлия;;shchukina;;9Б;;' | iconv -t CP1251 >"$roster"
    graded register ivanov shchukina
    crocum report net --class register --format csv --excel --separator semicolon -o "$out" -q
    # Ids are texts for Excel; decimal commas, as it reads them in Russian.
    [ "$(cells "$out" id name group score max_score delimiter=';')" = \
        $'="ivanov"|Иванов Пётр Сергеевич|9А|3,5|3,5\n="shchukina"|Щукина Юлия|9Б|1|3,5' ]
    crocum report net --class register -o "$out.xlsx" -q
    run /usr/bin/python3 - "$out.xlsx" <<'PY'
import openpyxl, sys
head, _, *rows = openpyxl.load_workbook(sys.argv[1]).active.iter_rows(values_only=True)
for row in rows:
    cells = dict(zip(head, row))
    print(cells["ID"], cells["Name"], cells["Group"], cells["Score"], sep="|")
PY
    echo "$output"
    [ "$output" = $'ivanov|Иванов Пётр Сергеевич|9А|3.5\nshchukina|Щукина Юлия|9Б|1' ]
}

@test "Canvas: its gradebook in, the scores back to the same assignment, by Canvas' ids and SIS ids; not measured is no zero" {
    cat >"$roster" <<'CSV'
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (4711),Current Score
"    Points Possible",,,,,6,(read only)
"One, Ann",77,000123,ann,S1,5,83
"Two, Ben",123,77,ben,S2,,
"Six, Eve",124,78,eve,S2,,
CSV
    graded canvas 000123 77
    crocum report net --class canvas --format canvas --grade-item 4711 -q >/dev/null
    crocum report net --class canvas --format canvas -o "$out" -q
    [ "$(cells "$out" Student ID "SIS User ID" "SIS Login ID" Section "A network (4711)")" = \
        $'    Points Possible|||||3.5\nOne, Ann|77|000123|ann|S1|3.5\nTwo, Ben|123|77|ben|S2|1\nSix, Eve|124|78|eve|S2|' ]
}
