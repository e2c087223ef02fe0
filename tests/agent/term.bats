#!/usr/bin/env bats
# A class over several days: attempts, decisions, due dates, extensions. At every moment, all views say the same score and
# why. Each student has a real qemu-ga on a unix socket; the days are faketime's.

load ../common
load agents

setup() {
    export TZ=UTC FAKETIME_DONT_FAKE_MONOTONIC=1
    agents_begin
    for student in ann bob eve; do start_agent $student-srv; done
    lab=$CROCUM_LABS/net
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
title: A network
late: {per_day: 25, at_most: 50}
machines: {srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}-srv.sock"}}
timeouts: {boot: 2, suite: 60}
YAML
    printf '# The task\n\nBuild it for {{student}}.\n' >"$lab/README.md"
    cat >"$lab/checks/srv.py" <<PY
import pytest

@pytest.mark.number("1.1")
def test_one(host):
    assert host.run("true").rc == 0

@pytest.mark.points(3)
@pytest.mark.number("1.2")
def test_two(host, student):
    assert host.run("test -e $BATS_TEST_TMPDIR/done-" + student).rc == 0, "build it"
PY
    printf 'id,name\nann,Ann\nbob,Bob\neve,Eve\n' >"$BATS_TEST_TMPDIR/net.csv"
    now="2026-12-01 08:00:00"
    tell class import net "$BATS_TEST_TMPDIR/net.csv" -q
    tell lab up net --class net -q
}

teardown() { agents_end; }

# tell ARGUMENTS...: crocum at the time $now.
tell() { faketime -f "@$now" "$BINARY" "$@"; }

# answered ANSWER ARGUMENTS...: at a terminal, every question gets this answer.
answered() {
    local answer=$1
    shift
    "$BATS_TEST_DIRNAME/../answer.py" "$answer" faketime -f "@$now" "$BINARY" "$@"
}

# while_locked FILE COMMAND...: another process holds this lock of crocum's, and says so in it: crocum waits for minutes
# when the process in the record has ended.
while_locked() {
    python3 - "$@" <<'PY'
import fcntl, json, os, struct, subprocess, sys
with open(sys.argv[1], "a") as file:
    fcntl.fcntl(file, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
    file.truncate(0)
    json.dump({"pid": os.getpid(), "command": "crocum lab check net", "since": "2026-12-01T08:00:00Z"}, file)
    file.flush()
    sys.exit(subprocess.call(sys.argv[2:]))
PY
}

# scores_are ANN BOB EVE: in every view, with and without the index of the database.
scores_are() {
    local view expected="$*"
    tell lab list net --class net --json | jq -c '[.students[] | .last_attempt.score]' >"$BATS_TEST_TMPDIR/list"
    tell report net --class net --json | jq -c '[.students[] | .score]' >"$BATS_TEST_TMPDIR/report"
    tell report net --class net --format csv | python3 -c 'import csv, sys, json
print(json.dumps([float(row["score"]) if row["score"] else None for row in csv.DictReader(sys.stdin)]))' >"$BATS_TEST_TMPDIR/csv"
    for student in ann bob eve; do tell lab show net -s $student --json || true; done | jq -cs '[.[] | .score]' >"$BATS_TEST_TMPDIR/show"
    tell lab status net --class net --json | jq -c '[.students[] | .score]' >"$BATS_TEST_TMPDIR/status"
    for view in list report csv show status; do
        [ "$(jq -r 'map(tostring) | join(" ")' "$BATS_TEST_TMPDIR/$view")" = "$expected" ] || {
            echo "at $now, $view has $(cat "$BATS_TEST_TMPDIR/$view") instead of $expected"
            return 1
        }
    done
}

@test "three days of a class: due date, late work, an extension, a decision, a nightly run" {
    run_split tell due set net --class net 2026-12-02T12:00
    [ "$status" -eq 0 ]
    contains "$output" "net, class net: due 2026-12-02 12:00 UTC (in 28 h), late work: 25 % a day, at most 50 %"
    touch "$BATS_TEST_TMPDIR/done-ann"
    now="2026-12-01 20:00:00"
    run_split tell lab check net --class net
    [ "$status" -eq 0 ]
    [[ $output =~ ann\ +Ann\ +4/4 && $output =~ bob\ +Bob\ +1/4 ]]
    scores_are 4 1 1
    contains "$(tell lab show net -s ann)" "In time: due 2026-12-02 12:00 UTC (class net), counted 2026-12-01 20:00 UTC"

    # The day after: eight hours late, and bob's work is done now.
    touch "$BATS_TEST_TMPDIR/done-bob"
    now="2026-12-02 20:00:00"
    run_split tell lab check net --class net
    [[ $output =~ ann\ +Ann\ +3/4\ late && $output =~ bob\ +Bob\ +3/4\ late ]]
    scores_are 3 3 0.75
    contains "$(tell lab show net -s bob)" "Late by 8 h (due 2026-12-02 12:00 UTC (class net)"
    # An extension changes the score at once.
    run_split tell due set net --class net -s bob 2026-12-04T12:00
    contains "$output" "net, class net, bob: due 2026-12-04 12:00 UTC (in 40 h)"
    scores_are 3 4 0.75
    contains "$(tell lab show net -s bob)" "In time: due 2026-12-04 12:00 UTC (extension in class net)"
    # Eve is asked instead.
    tell grade set net -s eve --score 2.5 --reason "oral exam" -q
    scores_are 3 4 2.5

    # The nightly run of the third day loses nothing of this.
    now="2026-12-04 02:30:00"
    run_split tell lab check net --class net -q
    [ "$status" -eq 0 ]
    [ -z "$output$errors" ]
    scores_are 2 4 2.5
    contains "$(tell report net --class net)" "* decided by $(id -un): oral exam; measured 0.5"
    now="2026-12-05 02:30:00"
    tell lab check net --class net -q
    scores_are 2 3 2.5
    run_split tell due list
    [[ $output =~ net\ +net\ +all\ +2026-12-02\ 12:00\ UTC\ +2\ days\ ago\ +25\ % ]]
    [[ $output =~ net\ +net\ +bob\ +2026-12-04\ 12:00\ UTC\ +14\ h\ ago ]]

    # Withdrawn, one after the other.
    tell grade clear net -s eve -q
    scores_are 2 3 0.5
    tell due clear net --class net -s bob -q
    scores_are 2 2 0.5
    run_split tell due clear net --class net
    contains "$output" "removed: net, class net: due 2026-12-02"
    scores_are 4 4 1
    run_split tell due clear net --class net
    [ "$status" -eq 0 ]
    contains "$output" "nothing to do"
}

@test "a newer attempt that lowers a score says so; with \"attempts: best\", the better one counts in every view" {
    touch "$BATS_TEST_TMPDIR/done-ann"
    tell lab check net --class net -q
    scores_are 4 1 1
    # The instance is created again, only to look at something.
    tell lab down net -s ann -q --yes
    rm "$BATS_TEST_TMPDIR/done-ann"
    tell lab up net -s ann -q
    now="2026-12-02 08:00:00"
    run_split tell lab check net --class net
    [[ $output =~ ann\ +Ann\ +1/4\ .*lower\ than\ before:\ 4/4,\ in\ an\ earlier\ instance ]]
    [[ ${output##*$'\n'} =~ ^net,\ class\ net:\ 3\ graded,\ 1\ lower\ than\ before\ \(ann\) ]]
    scores_are 1 1 1
    [ "$(tell lab check net --class net --json | jq -c '[.students[].lowered_from]')" = "[null,null,null]" ]
    echo 'attempts: best' >>"$lab/lab.yaml"
    scores_are 4 1 1
    run_split tell lab check net --class net
    [[ $output =~ ann\ +Ann\ +1/4\ .*4/4\ of\ an\ earlier\ attempt\ counts ]]
    lacks "$output" "lower than before"
    scores_are 4 1 1
    # A decision in the attempt that counts is marked here, too.
    tell grade set net -s ann --check 1.1 --reason "oral" --score 0.5 -q
    run_split tell lab check net -s ann
    contains "$output$errors" "3.5/4* of an earlier attempt counts"
    tell grade clear net -s ann --check 1.1 --reason "a mistake" -q
    scores_are 4 1 1
    # The lab folder is gone: the policy is that of the newest attempt.
    mv "$lab" "$BATS_TEST_TMPDIR/away"
    for student in ann bob eve; do tell lab down net -s $student -q --yes; done
    [ "$(tell report net --class net --json | jq -c '[.students[] | .score]')" = "[4,1,1]" ]
    [ "$(tell report net --class net --attempt-policy last --json | jq -c '[.students[] | .score]')" = "[1,1,1]" ]
}

@test "regrade of a class: computed, shown, then written for all or for none, and undone as a whole" {
    touch "$BATS_TEST_TMPDIR/done-ann"
    tell lab check net --class net -q
    run_split tell lab regrade net
    [ "$status" -eq 2 ]
    contains "$errors" "no student given: give -s STUDENT, --class NAME or --all"
    sed -i 's/points(3)/points(5)/' "$lab/checks/srv.py"

    run_split answered n lab regrade net --class net
    [ "$status" -eq 2 ]
    [[ $output =~ ann\ +4/4\ +6/6\ +"1.2 3/3 -> 5/5" && $output =~ eve\ +1/4\ +1/6\ +"1.2 0/3 -> 0/5" ]]
    contains "$output" "write the regrade of 3 students in net (class net)?"
    contains "$output" "nothing was written"
    scores_are 4 1 1
    # One student is being checked: nobody is regraded.
    run_split while_locked "$CROCUM_STATE/locks/net.eve" faketime -f "@$now" "$BINARY" lab regrade net --class net --yes
    [ "$status" -eq 4 ]
    contains "$errors" 'in use by "crocum lab check net"'
    scores_are 4 1 1

    run_split answered y lab regrade net --class net
    [ "$status" -eq 0 ]
    contains "$output" "3 of 3 students regraded; --undo withdraws it"
    scores_are 6 1 1
    [ "$(jq -rs 'map(.regrades[0].run) | unique | length' "$CROCUM_STATE"/attempts/net/*/*/regrades.json)" = 1 ]
    # A later regrade of one student, and both undone, one after the other.
    now="2026-12-01 09:00:00"
    sed -i 's/points(5)/points(7)/' "$lab/checks/srv.py"
    tell lab regrade net -s bob --yes -q
    run_split tell lab regrade net --class net --undo --yes --json
    [ "$(json '[.students[] | [.student, .written] | map(tostring) | join(" ")] | join(", ")')" = "ann false, bob true, eve false" ]
    scores_are 6 1 1
    run_split answered y lab regrade net --class net --undo
    contains "$output" "undo the last regrade of 3 students in net (class net)?"
    contains "$output" "3 of 3 students are as before the last regrade"
    scores_are 4 1 1
    contains "$(tell lab show net -s bob -v)" "(undone 2026-12-01 09:00 UTC by "
    run_split tell lab regrade net --class net --undo
    [ "$status" -eq 0 ]
    contains "$output" "there is no regrade to undo in net"
    # Nobody can answer.
    run_split tell lab regrade net --class net
    [ "$status" -eq 2 ]
    contains "$errors" "write the regrade of 3 students in net (class net)?"
    contains "$errors" "Give --yes to confirm"
}

@test "regrade where the best attempt counts: all attempts are regraded, because another one can be the best" {
    echo 'attempts: best' >>"$lab/lab.yaml"
    cat >>"$lab/checks/srv.py" <<PY

@pytest.mark.points(2)
@pytest.mark.number("1.3")
def test_three(host, student):
    assert host.run("test -e $BATS_TEST_TMPDIR/other-" + student).rc == 0, "build the other"
PY
    touch "$BATS_TEST_TMPDIR/done-ann"
    tell lab check net --class net -q
    rm "$BATS_TEST_TMPDIR/done-ann"
    touch "$BATS_TEST_TMPDIR/other-ann"
    now="2026-12-02 08:00:00"
    tell lab check net --class net -q
    scores_are 4 1 1
    # The second attempt is the better one with these points.
    sed -i 's/points(2)/points(6)/' "$lab/checks/srv.py"
    run_split tell lab regrade net --class net --yes
    [[ $output =~ ann\ +4/6\ +7/10\ +"another attempt counts" ]]
    scores_are 7 1 1
    tell lab regrade net --class net --yes --undo -q
    scores_are 4 1 1
}

@test "a regrade with a new check: an attempt that has this check counts, and the other ones give no score" {
    echo 'attempts: best' >>"$lab/lab.yaml"
    touch "$BATS_TEST_TMPDIR/done-ann"
    tell lab check net --class net -q
    scores_are 4 1 1
    printf '\n@pytest.mark.points(2)\ndef test_three(host): assert host.run("true").rc == 1, "no"\n' >>"$lab/checks/srv.py"
    rm "$BATS_TEST_TMPDIR/done-ann"
    now="2026-12-02 08:00:00"
    tell lab check net -s ann -q
    scores_are 4 1 1
    # The lab has 6 points now, and systems with one maximum get the same percentage.
    printf 'id,name,email\nann,Ann,ann@x.org\nbob,Bob,bob@x.org\neve,Eve,eve@x.org\n' >"$BATS_TEST_TMPDIR/net.csv"
    tell class import net "$BATS_TEST_TMPDIR/net.csv" -q
    run_split tell report net --class net --format moodle
    contains "$output" "ann@x.org,ann,Ann,6,100,"
    run_split tell lab regrade net --class net --yes
    [[ $output =~ ann\ +4/4\ +1/6\ +"another attempt counts" ]]
    [[ $output =~ bob\ +1/4\ +"?/6 (1 ungraded)" ]]
    scores_are 1 null null
    contains "$(tell report net --class net)" "1 of 3 checks ungraded"
    # What the regrade asks for helps.
    tell lab check net --class net -q
    scores_are 1 1 1
}

@test "a decision on the whole score: the attempt that counts is the one that would count without it" {
    echo 'attempts: best' >>"$lab/lab.yaml"
    touch "$BATS_TEST_TMPDIR/done-ann"
    tell due set net --class net 2026-12-01T12:00 --late 50 -q
    tell lab check net -s ann -q
    rm "$BATS_TEST_TMPDIR/done-ann"
    now="2026-12-02 08:00:00"
    tell lab check net -s ann -q
    kill -STOP "${agents[0]}"
    tell lab check net -s ann -q 2>/dev/null || true
    kill -CONT "${agents[0]}"
    run_split tell grade set net -s ann --score 2 --reason "copied"
    contains "$output" "In time"
    contains "$output" "As measured: 4 of 4 points"
    [[ $(tell lab list net) =~ ann\ .*2/4\*\ .*measured\ 4 ]]
    lacks "$(tell lab list net)" "2/4* late"
    [ "$(tell report net --class net --json | jq -c '.students[0] | [.score, .measured_score, .late_seconds]')" = "[2,4,0]" ]
    # Late, and decided: the decision is final.
    tell lab check net -s bob -q
    run_split tell grade set net -s bob --score 3 --reason "saw it at his desk"
    contains "$output" "The decision is the final score: no penalty is taken from it"
    contains "$output" "As measured: 0.5 of 4 points after the penalty, 1 before it"
    scores_are 2 3 null
}

@test "a moved deadline: regrade replaces the deadline that a run had of its own" {
    touch "$BATS_TEST_TMPDIR"/done-{ann,bob,eve}
    tell lab check net --class net -q --deadline 2026-12-01T06:00
    scores_are 3 3 3
    run_split tell due set net --class net 2026-12-03T12:00
    contains "$errors" "3 attempts that count keep the deadline of their run (--deadline)"
    contains "$errors" "crocum lab regrade net --class net --deadline due"
    scores_are 3 3 3
    run_split tell lab regrade net --class net --deadline due --yes
    [[ $output =~ ann\ +"3/4 late"\ +4/4\ +"in time (was: late by 2 h, -25 %)" ]]
    scores_are 4 4 4
    run_split tell due set net --class net 2026-12-03T13:00
    lacks "$errors" "keep the deadline"
    tell lab regrade net -s bob --deadline 2026-12-01T07:00 --late 10 --yes -q
    scores_are 4 3.6 4
    # Other points do not bring the old deadline back.
    sed -i 's/points(3)/points(5)/' "$lab/checks/srv.py"
    tell lab regrade net --class net --yes -q
    scores_are 6 5.4 6
    run_split tell lab regrade net --class net --late 10
    [ "$status" -eq 2 ]
    contains "$errors" "--late needs --deadline"
}

@test "a due date that moves keeps its penalty, shows what it replaces, and names extensions that are earlier now" {
    local date
    run_split tell due set net --class net 2026-12-02T12:00 --late 25:40
    lacks "$output" "before:"
    run_split tell due set net --class net 2026-12-03T12:00
    contains "$output" "due 2026-12-03 12:00 UTC (in 2 days), late work: 25 % a day, at most 40 %"
    contains "$output" "  before: due 2026-12-02 12:00 UTC (in 28 h), late work: 25 % a day, at most 40 %"
    # An extension has the penalty of the class, then its own.
    run_split tell due set net --class net -s ann 2026-12-04T12:00
    contains "$output" "ann: due 2026-12-04 12:00 UTC (in 3 days), late work: 25 % a day, at most 40 %"
    lacks "$output$errors" "before:"
    tell due set net --class net -s bob 2026-12-04T12:00 --late cut-off -q
    run_split tell due set net --class net -s ann -s bob 2026-12-04T13:00
    [ "$(grep -c "late work: 25 % a day, at most 40 %" <<<"$output")" -eq 2 ] # Of ann, now and before.
    [ "$(grep -c "late work: cut-off" <<<"$output")" -eq 2 ]
    lacks "$errors" "the extension"
    run_split tell due set net --class net 2026-12-05T12:00 --late none --json
    contains "$errors" "later than the extensions of ann, bob, whose own dates still count: \"crocum due clear net --class net -s ann -s bob\" removes them"
    date=$(json '.dates[0]')
    [ "$(jq -r '[.due, .late, .before.due, .before.late] | join(" ")' <<<"$date")" = \
        "2026-12-05T12:00:00Z none 2026-12-03T12:00:00Z 25 % a day, at most 40 %" ]
    [ "$(json '.earlier_extensions | join(" ")')" = "ann bob" ]
    # What was removed stays removed; the same date again replaces nothing.
    run_split tell due set net --class net 2026-12-04T13:00
    contains "$output" "2026-12-04 13:00 UTC (in 3 days), late work: none"
    lacks "$errors" "extension"
    run_split tell due set net --class net 2026-12-04T13:00
    lacks "$output" "before:"
    # A new date has the penalty of the lab.
    tell due clear net --class net -q
    run_split tell due set net --class net 2026-12-04T13:00
    contains "$output" "late work: 25 % a day, at most 50 %"
}

@test "a due date is shown to teachers and students, and --deadline says that it is for one run" {
    tell due set net --class net 2026-12-02T12:00:00+01:00 --late cut-off -q
    tell due set net --class net -s bob 2026-12-03T12:00 -q
    run_split tell lab list net --class net
    contains "$output" "due 2026-12-02 11:00 UTC (in 27 h), late work: cut-off"
    contains "$output" "bob: due 2026-12-03 12:00 UTC (in 2 days), late work: cut-off"
    run_split tell lab list net --class net --json
    [ "$(json '[.students[].due] | join(" ")')" = "2026-12-02T11:00:00Z 2026-12-03T12:00:00Z 2026-12-02T11:00:00Z" ]
    run_split env TZ=Europe/Berlin faketime -f "@$now" "$BINARY" due list net --class net
    contains "$output" "2026-12-02 12:00 CET"
    run_split tell lab task net -s bob
    [ "$output" = "$(printf '# The task\n\n**Due 2026-12-03 12:00 UTC**\n\nBuild it for bob.')" ]
    printf '# The task\n\nBuild it until {{due}}.\n' >"$lab/README.md"
    run_split tell lab task net -s ann
    [ "$output" = "$(printf '# The task\n\nBuild it until 2026-12-02 11:00 UTC.')" ]
    contains "$(echo machines | tell console -s bob)" "net: due 2026-12-03 12:00 UTC (in 2 days)"
    run_split tell lab check net -s ann --deadline 2026-12-01T00:00
    contains "$errors" "--deadline 2026-12-01 00:00 UTC applies to this run only; the due date of ann is 2026-12-02 11:00 UTC (class net)"
    [ "$(tell lab show net -s ann --json | jq -r '.lateness | [.deadline, .source] | join(" ")')" = "2026-12-01T00:00:00Z " ]
    run_split tell lab check net -s ann
    contains "$output" "In time: due 2026-12-02 11:00 UTC (class net)"
}

@test "down at a terminal asks before unchecked work is lost; existing machines stay, so nothing is lost" {
    # No terminal test has machines of its own: the record says that these are.
    local record=$CROCUM_STATE/instances/net/ann/instance.json
    cp "$record" "$BATS_TEST_TMPDIR/record"
    jq '.provider = "test:///default"' "$BATS_TEST_TMPDIR/record" >"$record"
    run_split answered n lab down net -s ann
    [ "$status" -eq 2 ]
    contains "$output" "it has never been checked, and the work in it is lost"
    contains "$output" "nothing was destroyed"
    run_split answered n lab down net --class net
    contains "$output" "The students' work in the machines is lost."
    cp "$BATS_TEST_TMPDIR/record" "$record"
    run_split answered n lab down net --class net
    contains "$output" "Existing machines stay as they are."
    run_split answered n lab down net -s ann
    [ "$status" -eq 0 ]
    lacks "$output" "[y/N]"
    contains "$output" "net of ann is removed"
    run_split crocum lab down net -s bob
    [ "$status" -eq 0 ]
    lacks "$errors" "[y/N]"
}

@test "a list says as much of a student without an instance: decisions, all of them, and newer attempts" {
    tell lab check net -s ann -q
    tell grade set net -s ann --check 1.2 --reason "seen in class" -q
    tell grade set net -s ann --check 1.1 --reason "oral" --score 0.5 -q
    run_split tell lab list net --class net
    contains "$output" "* decided by root: 2 decisions, the last: oral; measured 1"
    tell lab down net -s ann -q
    run_split tell lab list net --class net
    contains "$output" "* decided by root: 2 decisions, the last: oral; measured 1"
    contains "$(grep '^ann' <<<"$output")" "no instance"
    contains "$(tell lab list net --class net --json | jq -r '.students[0].notes[]')" "2 decisions"
    contains "$(tell report net --class net)" "2 decisions, the last: oral"
}

@test "on a narrow terminal, the history of decisions says who decided and when" {
    tell lab check net -s ann -q
    tell grade set net -s ann --check 1.2 --reason "seen in the classroom on the second of the three days" -q
    tell grade clear net -s ann --check 1.2 -q
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 80 24 faketime -f "@$now" "$BINARY" grade list net --history)
    echo "$output"
    json '.final[0] | test("^STUDENT +CHECK +DECIDED +BY +WHEN +REASON")'
    [ "$(json '[.final[] | select(test("root +2026-12-01 08:0[0-9] UTC"))] | length')" -eq 2 ]
    lacks "$(json '.final[0]')" MEASURED
    contains "$(tell grade list net --history)" MEASURED
}

@test "with \"attempts: best\", a skipped student is shown with the attempt that counts" {
    sed -i '1i attempts: best' "$lab/lab.yaml"
    touch "$BATS_TEST_TMPDIR/done-ann"
    tell lab check net -s ann -q
    rm "$BATS_TEST_TMPDIR/done-ann"
    now="2026-12-01 09:00:00"
    tell lab check net -s ann -q
    run_split tell lab check net -s ann --skip-graded --json
    [ "$(json .score)" = 4 ]
    run_split tell lab check net -s ann -s bob --skip-graded
    [[ $output =~ ann\ .*4/4 ]]
}

@test "a run that was killed is in the list, with the command that continues it" {
    printf 'import time\n\ndef test_slow(): time.sleep(30)\n' >"$lab/checks/srv.py"
    "$BINARY" lab check net --class net -q 3>&- &
    local run=$!
    wait_until 20 eval '[ -e "$CROCUM_STATE"/batches/*.json ]'
    sleep 1
    kill -KILL "$run"
    wait "$run" || true
    run_split crocum lab list net --class net
    contains "$errors" 'not finished: a run that started'
    contains "$errors" '"crocum lab check net --class net" continues it'
    lacks "$(crocum lab list other 2>&1 || true)" "not finished"
}

@test "due dates: what is refused" {
    refused() {
        local expected=$1
        shift
        run_split tell "$@"
        [ "$status" -eq 2 ]
        contains "$errors" "$expected"
    }
    refused "no class given" due set net 2026-12-02T12:00
    refused "no time given" due set net --class net
    refused "invalid time for TIME: tomorrow" due set net --class net tomorrow
    refused "Did you mean net?" due set net --class nte 2026-12-02T12:00
    refused "anna is not in class net" due set net --class net -s anna 2026-12-02T12:00
    refused 'there is no lab "nte"' due set nte --class net 2026-12-02T12:00
    refused "invalid penalty for late work: 200" due set net --class net 2026-12-02T12:00 --late 200
    run_split tell due list
    [ "$output" = "There are no due dates." ]
}

@test "a class whose database cannot be read is graded all the same, and the missing due dates are said" {
    tell due set net --class net 2026-11-02T12:00 -q
    chmod 600 "$CROCUM_STATE/crocum.db"
    mv "$CROCUM_STATE/crocum.db" "$BATS_TEST_TMPDIR/db"
    rm -f "$CROCUM_STATE"/crocum.db-*
    echo damaged >"$CROCUM_STATE/crocum.db"
    run_split tell lab check net -s ann
    [ "$status" -eq 0 ]
    contains "$output" "1 of 4 points"
    contains "$errors" "due dates are unknown"
    rm "$CROCUM_STATE/crocum.db"
    mv "$BATS_TEST_TMPDIR/db" "$CROCUM_STATE/crocum.db"
    contains "$(tell lab show net -s ann)" "Late by"
}

@test "a due date of a class counts in the lists of another class with the same students, and due set says so" {
    printf 'id,name\nann,Ann\nzoe,Zoe\n' >"$BATS_TEST_TMPDIR/other.csv"
    tell class import other "$BATS_TEST_TMPDIR/other.csv" -q
    run_split tell due set net --class net 2026-12-02T12:00
    contains "$errors" "1 student of this class is also in class other (ann): of the due dates of both classes the latest counts"
    run_split tell due set net --class net -s bob 2026-12-03T12:00
    lacks "$errors" "also in class"
    printf 'id,name\nzoe,Zoe\n' | tell class import other - -q --yes
    run_split tell due set net --class net 2026-12-02T13:00
    lacks "$errors" "also in class"
}
