#!/usr/bin/env bats
# A class's scores in every format, each held against the rules of whoever reads it. Real qemu-ga on unix sockets: two students
# whose agents are silent, one without an attempt, one late, one with a person's decision.

load ../common
load agents

# Made once; every test has it as it was.
setup_file() {
    here
    for student in ann bob eve ivan olga; do start_agent $student-srv; done
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
title: Routing <1> & "more"
machines: {srv: {agent: "unix:$AGENTS/{student}-srv.sock"}}
timeouts: {boot: 1, suite: 60}
late: {per_day: 10}
YAML
    cat >"$lab/checks/srv.py" <<'PY'
import pytest

@pytest.mark.points(2)
@pytest.mark.number("1.1")
def test_up():
    """The interface is <up>"""

@pytest.mark.number("1.2")
def test_zero():
    """Never right"""
    assert False, "=HYPERLINK(\"http://x\") is & not </td> it"

@pytest.mark.points(3)
def test_part(set_score):
    """Half of it"""
    set_score(0.5)
    assert False, "half is missing"
PY
    cat >"$AGENTS/net.csv" <<'CSV'
id,name,email,group
ann,Ann Smith,ann@uni.example,A
bob,"Jones, Bob",bob@uni.example,A
eve,=cmd|' /C calc'!A0,eve@uni.example,A
ivan,Иван <b>Петров</b>,ivan@uni.example,B
olga,Olga,olga@uni.example,B
zoe,Zoë,zoe@uni.example,B
CSV
    crocum class import net "$AGENTS/net.csv" -q
    for student in ann bob eve ivan olga; do crocum lab up net -s $student -q; done
    for student in bob eve; do end_agent $student; done
    for student in ann bob eve olga; do crocum lab check net -s $student -q || true; done
    crocum lab check net -s ivan -q --deadline "$(date -u -d '-90 minutes' +%FT%TZ)"
    crocum grade set net -s olga --check srv/srv.py::test_zero --score 1 --reason "shown by hand" -q
    cp -a "$AGENTS/now" "$AGENTS/made"
}

setup() {
    rm -rf "$BATS_FILE_TMPDIR/now"
    cp -a "$BATS_FILE_TMPDIR/made" "$BATS_FILE_TMPDIR/now"
    here
    for student in ann ivan olga; do [ -e "$AGENTS/$student-srv.agent" ] || start_agent $student-srv; done
}

teardown_file() {
    here
    for student in ann bob eve ivan olga; do end_agent $student; done
}

here() {
    AGENTS=$BATS_FILE_TMPDIR
    agents=()
    isolate "$AGENTS/now"
    lab=$CROCUM_LABS/net
    out=${BATS_TEST_TMPDIR-}/out
}

end_agent() {
    [ -e "$AGENTS/$1-srv.agent" ] || return 0
    kill -KILL "$(<"$AGENTS/$1-srv.agent")"
    rm "$AGENTS/$1-srv.agent" "$AGENTS/$1-srv.sock"
}

report() { crocum report net --class net "$@"; }

accepted() { /usr/bin/python3 "$BATS_TEST_DIRNAME/../report/accepted.py" "$@"; }

@test "every format has all students, distinguishes ungraded from 0, and is valid for its readers" {
    schemas=$("$BATS_TEST_DIRNAME/../report/schemas")
    report --format xlsx -o "$out" -q
    accepted xlsx "$out"
    for format in csv moodle canvas nbgrader; do
        report --format $format -o "$out" -q
        accepted $format "$out"
        [ "$(grep -c uni.example "$out")" -eq 6 ]
        lacks "$(cat "$out")" ",=cmd"
    done
    report --format moodle -o "$out" -q
    [ "$(sed -n 2,7p "$out" | /usr/bin/python3 -c 'import csv, sys; print([row[3] for row in csv.reader(sys.stdin)])')" = \
        "['3.5', '', '', '3.15', '4.5', '']" ]
    contains "$(cat "$out")" "3 of 3 checks ungraded: srv: agent_silent"
    report --format nbgrader -o "$out" -q
    contains "$(grep ivan "$out")" ",3.5,0.35,3.15,6,"
    report --format canvas --title 'Lab 1 (4711)' -o "$out" -q
    contains "$(head -1 "$out")" ",Lab 1 (4711)"
    run_split report --format canvas --title 'Lab 1 (1)' --grade-item 4712 -o "$out"
    contains "$(head -1 "$out")" ",Lab 1 (4712)"
    lacks "$errors" "grade item"
    # Remembered beside that of Moodle.
    report --format moodle-xml --grade-item first -o "$out.xml" -q
    run_split report --format canvas --title 'Lab 1' -o "$out"
    contains "$(head -1 "$out")" ",Lab 1 (4712)"
    contains "$errors" "the scores are for the grade item 4712, as in the last report"
    run_split report --format canvas --grade-item lab1
    [ "$status" -eq 2 ]
    contains "$errors" "is the number of an assignment"
    run_split report --format canvas -o "$out"
    contains "$errors" "3 students without a score"
    report --format junit -o "$out" -q
    accepted junit "$out" "$schemas/junit-10.xsd"
    [ "$(xmllint --xpath 'count(//testsuite)' "$out")" = 6 ]
    [ "$(xmllint --xpath 'count(//testsuite[@name="net.bob"]/testcase/error)' "$out")" = 3 ]
    [ "$(xmllint --xpath 'count(//testsuite[@name="net.ann"]/testcase/failure)' "$out")" = 2 ]
    failure='//testsuite[@name="net.ann"]/testcase[@name="srv/srv.py::test_part"]/failure'
    [ "$(xmllint --xpath "string($failure)" "$out")" = "$(xmllint --xpath "string($failure/@message)" "$out")" ]
    contains "$(xmllint --xpath "string($failure)" "$out")" "half is missing"
    report --format ctrf -o "$out" -q
    accepted ctrf "$out" "$schemas/ctrf.json"
    [ "$(jq -c '.results.summary | [.passed, .failed, .other]' "$out")" = "[4,5,7]" ]
    report --format gradescope -o "$BATS_TEST_TMPDIR/gs" -q
    for student in ann bob eve ivan olga zoe; do accepted gradescope "$BATS_TEST_TMPDIR/gs/$student.json"; done
    [ "$(jq .score "$BATS_TEST_TMPDIR/gs/ivan.json")" = 3.15 ]
    [ "$(jq 'has("score")' "$BATS_TEST_TMPDIR/gs/bob.json")" = false ]
    run_split report --format gradescope
    [ "$status" -eq 2 ]
    report --json >"$out"
    [ "$(jq -c '.students | map(.score)' "$out")" = "[3.5,null,null,3.15,4.5,null]" ]
    [ "$(jq -c '.students[4].checks | map(.score)' "$out")" = "[2,1,1.5]" ]
    run_split report
    [[ $output =~ bob\ +Jones,\ Bob\ +\?/6\ \(3\ ungraded\) ]]
    [[ $output =~ zoe\ .*no\ attempt ]]
    [[ $output =~ ivan\ .*3.15/6\ late ]]
    contains "$output" "3 graded, 2 ungraded, 1 no attempt"
}

@test "the page: one file, no scripts, nothing from elsewhere; what students wrote is text" {
    report --format html -o "$out" -q
    page=$(cat "$out")
    contains "$page" "Routing &lt;1&gt; &amp; &quot;more&quot;"
    contains "$page" "Иван &lt;b&gt;Петров&lt;/b&gt;"
    contains "$page" "is &amp; not &lt;/td&gt; it"
    for word in "<script" "http://" "https://" "<link" "<img" "url(" "@import"; do
        lacks "$(grep -v HYPERLINK "$out")" "$word"
    done
    contains "$page" "✓"
    contains "$page" "½"
    contains "$page" "* decided by a teacher"
    # For screen readers: all content is in one landmark.
    [ "$(tr -d '\n' <"$out" | grep -o '<body><main><h1>' | wc -l)" -eq 1 ]
    contains "$(tail -3 "$out")" "</main>"
}

@test "which attempt counts: last, best or first; a newer one that could not measure is a problem, not a score" {
    sed -i 's/set_score(0.5)/set_score(0.1)/' "$lab/checks/srv.py"
    crocum lab check net -s ann -q
    sed -i 's/set_score(0.1)/set_score(0.3)/' "$lab/checks/srv.py"
    crocum lab check net -s ann -q
    score() { report -s ann --attempt-policy "$1" --json | jq '.students[0].score'; }
    [ "$(score last)" = 2.9 ]
    [ "$(score best)" = 3.5 ]
    [ "$(score first)" = 3.5 ]
    end_agent ann
    crocum lab check net -s ann -q || true
    # A part of the checks, as a student may ask for, hides nothing and is no denominator.
    crocum lab check net -s ann --only up -q || true
    crocum lab check net -s bob --only up -q || true
    [ "$(score last)" = 2.9 ]
    contains "$(report --format canvas | sed -n 2p)" ",,,,,6"
    contains "$(report -s ann)" "a newer attempt has 3 of 3 checks ungraded (agent_silent)"
    contains "$(crocum lab list net)" "last attempt with 3 of 3 checks ungraded (agent_silent)"
    run_split crocum report -s ann
    [[ $output =~ net\ .*2.9/6 ]]
    run_split crocum report -s nobody
    [ "$status" -eq 2 ]
    run_split crocum report nte --class net
    contains "$errors" 'Did you mean "net"?'
    run_split crocum report net
    [ "$status" -eq 2 ]
}

@test "a damaged attempt is a problem of its student's row: an older attempt is not presented as the newest" {
    sleep 0.01
    crocum lab check net -s ann -q
    damaged=$(ls "$CROCUM_STATE/attempts/net/ann" | tail -n 1)
    echo '{' >"$CROCUM_STATE/attempts/net/ann/$damaged/attempt.json"
    run_split report --format csv
    contains "$(grep "^.*ann@" <<<"$output")" "a newer attempt cannot be read: $damaged"
    mv "$CROCUM_STATE/crocum.db" "$BATS_TEST_TMPDIR/kept"
    echo nonsense >"$CROCUM_STATE/crocum.db"
    contains "$(crocum report net -s ann)" "a newer attempt cannot be read: $damaged"
    mv "$BATS_TEST_TMPDIR/kept" "$CROCUM_STATE/crocum.db"
    contains "$(crocum lab list)" "an attempt cannot be read: $damaged"
    run_split crocum db check --json
    [ "$status" -eq 1 ]
    [ "$(jq -c <<<"$output" '[.behind, .damaged[0].attempt]')" = "[0,\"$damaged\"]" ]
}

@test "a decision applies to later attempts as well, and a lost late penalty is noted" {
    contains "$(report)" "* decided by $(id -un): shown by hand"
    crocum lab check net -s olga -s ivan -q
    run_split report
    grep -q "^olga .* 4.5/6\* .*decided by $(id -un): shown by hand; measured 3.5" <<<"$output"
    grep -q "^ivan .* 3.5/6 .*no late penalty: an earlier attempt was late for 20" <<<"$output"
}

@test "an attempt of a part of the checks, as students make them, is in no report" {
    rm -r "$CROCUM_STATE/attempts/net/olga"
    crocum lab check net -s olga --only up -q
    grep -q "^olga .* - .*only partial attempts" <(report)
    [ "$(report --json | jq -c '.students[4] | [.state, .attempts, .score, (.checks | map(.verdict) | unique)]')" = \
        '["no attempt",0,null,[]]' ]
    report --format junit -o "$out" -q
    [ "$(xmllint --xpath 'count(//testsuite[@name="net.olga"]/testcase[not(error)])' "$out")" = 0 ]
}

@test "attempts that cannot be looked at are not none" {
    mv "$CROCUM_STATE/attempts/net/ann" "$BATS_TEST_TMPDIR/ann"
    ln -s ann "$CROCUM_STATE/attempts/net/ann" # Root reads every folder, but nobody this one.
    run_split report
    [[ $output =~ ann\ .*cannot\ read\ the\ folder ]]
    lacks "$(grep "^ann" <<<"$output")" "no attempt"
    rm "$CROCUM_STATE/attempts/net/ann"
    mv "$BATS_TEST_TMPDIR/ann" "$CROCUM_STATE/attempts/net/ann"
    lacks "$(report)" "cannot read"
}

@test "options of report: no empty selection, one format, a document also with -q; equal names have ids" {
    run_split crocum report net -s nobody
    [ "$status" -eq 2 ]
    contains "$errors" "unknown student nobody in net"
    run_split report --json --format csv
    [ "$status" -eq 2 ]
    contains "$errors" "--json means --format json"
    report -o "$BATS_TEST_TMPDIR/x.html" -q
    contains "$(head -1 "$BATS_TEST_TMPDIR/x.html")" "<!doctype html>"
    contains "$(report --format csv -o - | head -1)" student
    run_split report --format csv -o ''
    [ "$status" -eq 2 ]
    contains "$errors" "a file needs a name"
    [ "$(report --format csv -q)" = "$(report --format csv)" ]
    contains "$(crocum report net -s ann --format html)" "<title>Routing &lt;1&gt; &amp; &quot;more&quot;</title>"
    contains "$(crocum report net -s ann)" "Ann Smith"
    printf 'id,name\n+49,Same\nann,Same\nbob,Bob\n' >"$BATS_TEST_TMPDIR/net.csv"
    crocum class import other "$BATS_TEST_TMPDIR/net.csv" -q
    page=$(crocum report net --class other --format html)
    contains "$page" "Same (ann)"
    contains "$page" "Same (+49)"
    contains "$page" "<li>Bob: 3 of 3 checks ungraded"
    run_split crocum report net --class other --format moodle -o /dev/null
    contains "$errors" "1 student with an id or an address that a spreadsheet would take for a formula"
    [ -c /dev/null ]
}

@test "where the database cannot be used the files are read; a file is written whole or not at all" {
    expected=$(report -s ann -s olga --json | jq -c '[.students[] | [.student, .score, (.checks | length)]]')
    [ "$expected" = '[["ann",3.5,3],["olga",4.5,3]]' ]
    run_split report -o "$BATS_TEST_TMPDIR/nowhere/x"
    [ "$status" -eq 1 ]
    mv "$CROCUM_STATE/crocum.db" "$BATS_TEST_TMPDIR/kept"
    echo nonsense >"$CROCUM_STATE/crocum.db"
    run_split crocum report net -s ann -s olga --json
    [ "$status" -eq 0 ]
    [ "$(jq -c <<<"$output" '[.students[] | [.student, .score, (.checks | length)]]')" = "$expected" ]
    contains "$errors" "scores were read from the files"
    contains "$errors" "db rebuild"
}

# names in a roster that Moodle, Canvas or a spreadsheet can take for something else.
odd_class() {
    cat >"$BATS_TEST_TMPDIR/odd.csv" <<'CSV'
id,name,email,last_name,group
ann,=Ann,ann@uni.example,,A
bob,Bob,,,A
+79001234567,Плюс,+7@uni.example,,A
00417,Иванов Иван Петрович,417@uni.example,Иванов,A
olga,"Olga ""O""",olga@uni.example,,A
CSV
    crocum class import odd "$BATS_TEST_TMPDIR/odd.csv" -q
}

@test "what hide_errors hides is not in what students read in other systems" {
    sed -i 's/^@pytest.mark.number("1.2")/@pytest.mark.hide_errors("look <again> \& again")\n&/; s/is & not/SECRET/' "$lab/checks/srv.py"
    crocum lab check net -s ann -q
    crocum report net -s ann --format gradescope >"$out"
    lacks "$(cat "$out")" SECRET
    [ "$(jq -r '.tests[1] | [.output, .visibility] | join(" ")' "$out")" = "look <again> & again visible" ]
    crocum report net -s ann --format moodle-xml --grade-item lab1 >"$out"
    lacks "$(cat "$out")" SECRET
    accepted moodle-xml "$out"
    [ "$(xmllint --xpath 'string(//feedback)' "$out")" = "1.2 srv: look &lt;again&gt; &amp; again (1 point)<br>srv: half is missing (1.5 points)" ]
    lacks "$(crocum report net -s ann --format moodle)" SECRET
    contains "$(crocum report net -s ann --json | jq -r '.students[0].checks[1] | .message + "; " + .student_message')" "; look <again> & again"
    # The teacher's page has the message.
    contains "$(crocum report net -s ann --format html)" SECRET
}

@test "Moodle's XML: the grade item is remembered for the class; without a score a student is left out, or cleared" {
    run_split report --format moodle-xml
    [ "$status" -eq 2 ]
    contains "$errors" "give --grade-item IDNUMBER"
    report --format moodle-xml --grade-item 'lab <1>' -o "$out" -q
    accepted moodle-xml "$out"
    report --format moodle-xml >"$out.again"
    cmp "$out" "$out.again"
    xpath() { xmllint --xpath "$1" "$out"; }
    [ "$(xpath 'count(//result)')" = 3 ]
    [ "$(xpath 'string(//result[student="ann"]/assignment)')" = 'lab <1>' ]
    [ "$(xpath 'string(//result[student="ivan"]/score)')" = 3.15 ]
    contains "$(xpath 'string(//result[student="ivan"]/feedback)')" "Late: 3.5 points less 10 %<br>1.2 srv: =HYPERLINK"
    [ "$(xpath 'string(//result[student="olga"]/feedback)')" = "Decided by your teacher.<br>srv: half is missing (1.5 points)" ]
    run_split report --format moodle-xml --clear-ungraded -o "$out"
    accepted moodle-xml "$out"
    [ "$(xpath 'count(//result)')" = 6 ]
    [ "$(xpath 'string(//result[student="bob"]/score)')" = - ]
    [ "$(xpath 'string(//result[student="bob"]/feedback)')" = "This could not be graded, which is not a zero." ]
    [ "$(xpath 'string(//result[student="zoe"]/feedback)')" = "There is no attempt yet." ]
    contains "$errors" "the grade item lab <1> needs the maximum grade 6"
    contains "$errors" "3 students without a score"
    # Of another class it is not known, and with a class the item goes.
    odd_class
    run_split crocum report net --class odd --format moodle-xml
    [ "$status" -eq 2 ]
    crocum class remove net -q
    crocum class import net "$AGENTS/net.csv" -q
    run_split report --format moodle-xml
    [ "$status" -eq 2 ]
    for option in --clear-ungraded --grade-item=x; do
        run_split report --format moodle $option
        [ "$status" -eq 2 ]
        contains "$errors" "is for --format moodle-xml"
    done
    run_split report --format canvas --clear-ungraded
    [ "$status" -eq 2 ]
    run_split crocum report net -s bob --format moodle-xml --grade-item x
    contains "$errors" "no student is in this file"
}

@test "imports: ids are as they are, names are guarded, and choices that give wrong grades are noted" {
    odd_class
    for format in moodle canvas nbgrader; do
        crocum report net --class odd --format $format -o "$out" -q
        accepted $format "$out"
        grep -qE '(^|,)\+79001234567,' "$out"
        grep -qE '(^|,)00417,' "$out"
    done
    contains "$(crocum report net --class odd --format nbgrader | grep 00417)" ",00417,Иванов,Иван Петрович,"
    run_split crocum report net --class odd --format moodle
    [ "$(head -1 <<<"$output")" = 'Email address,ID number,Full name,"Routing <1> & ""more""","Routing <1> & ""more"" (%)",feedback,problems' ]
    contains "$output" "ann@uni.example,ann,'=Ann,3.5,58.33,"
    contains "$errors" 'both as email address or both as ID number; "User ID"'
    contains "$errors" "1 student without an e-mail address: map by the ID number"
    contains "$errors" "needs the maximum grade 6; with a lower one, scores are cut or refused; for a \"New item\""
    contains "$errors" "1 student with an id or an address that a spreadsheet would take for a formula: import the file as it is"
    lacks "$errors" "too long"
    run_split crocum report net --class odd --format moodle --title "$(printf 'x%.0s' {1..260})"
    contains "$errors" "at most 255 characters"
    run_split crocum report net --class odd --format canvas --title "Routing (2026)"
    contains "$errors" "Canvas takes (2026) at the end of the title for the number of an assignment"
    run_split crocum report net --class odd --format canvas --title "Final Score of net"
    contains "$errors" "Canvas ignores columns that begin like its own"
    run_split crocum report net --class odd --format canvas
    lacks "$errors" "Canvas"
}

@test "grades above 100: the note is about the version of Moodle" {
    sed -i 's/points(2)/points(114)/' "$lab/checks/srv.py"
    crocum lab check net -s ann -q
    run_split crocum report net -s ann --format moodle-xml --grade-item x
    contains "$output" "<score>115.5</score>"
    contains "$errors" 'before version 4.5, Moodle needs the settings "unlimitedgrades" and "gradepointmax"'
}

@test "for Excel: a byte order mark, the separator of the locale, ids as texts; an Excel file is whole, and not for a terminal" {
    odd_class
    for format in csv moodle canvas nbgrader; do
        LC_ALL=C run_split crocum report net --class odd --format $format --excel -o "$out"
        contains "$errors" "decimal points: columns are separated by commas (the locale C)"
        accepted excel "$out"
        grep -qF '"=""00417"""' "$out"
        crocum report net --class odd --format $format --excel --separator semicolon -o "$out" -q
        accepted excel "$out" ";"
        grep -qE ';"3,5"(;|$)' "$out"
    done
    LC_ALL=xx_XX.UTF-8 run_split crocum report net --class odd --format csv --excel
    contains "$errors" "the locale xx_XX.UTF-8, which is not installed on this host"
    run_split crocum report net --class odd --format canvas --excel
    contains "$errors" "import the file without --excel"
    for options in "--format html --excel" "--format csv --separator comma"; do
        # shellcheck disable=SC2086
        run_split report $options
        [ "$status" -eq 2 ]
    done
    crocum report net --class odd -o "$BATS_TEST_TMPDIR/odd.xlsx" -q
    accepted xlsx "$BATS_TEST_TMPDIR/odd.xlsx"
    run /usr/bin/python3 - "$BATS_TEST_TMPDIR/odd.xlsx" <<'PY'
import openpyxl, sys
sheet = openpyxl.load_workbook(sys.argv[1]).active
print(sheet.title, [[cell.value for cell in row[:9]] for row in sheet.iter_rows(min_row=2)])
PY
    contains "$output" "net [['Points possible', None, None, None, None, None, 6, None, None], ['ann', 'ann', '=Ann', 'ann@uni.example', 'A', 'graded', 3.5, 6, 0.583"
    contains "$output" "['bob', 'bob', 'Bob', None, 'A', 'ungraded', None, 6, None]"
    contains "$output" "'00417', 'Иванов Иван Петрович'"
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 90 24 "$BINARY" report net --class net --format xlsx)
    contains "$(jq -r '.final | join("\n")' <<<"$output")" "xlsx is not for a terminal: give -o FILE"
    [ "$(jq .status <<<"$output")" -eq 2 ]
    run_split report --format xlsx -o "$BATS_TEST_TMPDIR/nowhere/x.xlsx"
    [ "$status" -eq 1 ]
    [ "$(report --format xlsx | head -c 2)" = PK ]
}

@test "title and columns are those of the attempts: the same file in every folder, also without the lab folder" {
    mkdir -p "$BATS_TEST_TMPDIR/other/net"
    echo 'title: Another' >"$BATS_TEST_TMPDIR/other/net/lab.yaml"
    touch "$BATS_TEST_TMPDIR/other/net/main.tf"
    for format in csv moodle canvas nbgrader junit moodle-xml table; do
        file=$BATS_TEST_TMPDIR/$format
        item=()
        [ $format != moodle-xml ] || item=(--grade-item lab1)
        report --format $format "${item[@]}" >"$file.here"
        (cd "$BATS_TEST_TMPDIR/other" && CROCUM_LABS=$PWD report --format $format "${item[@]}") >"$file.there"
        mv "$lab" "$BATS_TEST_TMPDIR/moved"
        (cd / && report --format $format "${item[@]}") >"$file.without"
        mv "$BATS_TEST_TMPDIR/moved" "$lab"
        cmp "$file.here" "$file.there"
        cmp "$file.here" "$file.without"
    done
    contains "$(cat "$BATS_TEST_TMPDIR/canvas.without")" 'Routing <1> & ""more""'
    # Before the first attempt, it is that of the instance.
    start_agent new-srv
    echo 'id' >"$BATS_TEST_TMPDIR/new.csv"
    echo new >>"$BATS_TEST_TMPDIR/new.csv"
    crocum class import new "$BATS_TEST_TMPDIR/new.csv" -q
    crocum lab up net -s new -q
    sed -i 's/^title:.*/title: Changed/' "$lab/lab.yaml"
    contains "$(crocum report net --class new --format canvas | head -1)" 'Routing <1> & ""more""'
    end_agent new
}
