#!/usr/bin/env bats
# --events: what a run does, as JSON lines for other programs. Real agents on unix sockets, no virtual machine.

load ../common
load agents

setup() {
    agents_begin
    for student in ann bob; do start_agent $student-srv; done
    lab=$CROCUM_LABS/many events=$BATS_TEST_TMPDIR/events
    mkdir -p "$lab/checks"
    cat >"$lab/lab.yaml" <<YAML
machines: {srv: {agent: "unix:$BATS_TEST_TMPDIR/{student}-srv.sock"}}
timeouts: {boot: 1, suite: 60}
YAML
    cat >"$lab/checks/srv.py" <<'PY'
def test_one(host):
    assert host.run("true").rc == 0

def test_two(host):
    assert False, "never \x1b[31m"
PY
    crocum lab up many -s ann -s bob -q
}

teardown() { agents_end; }

# valid FILE: every line keeps the schema, the numbers have no gap, and start and exit are the first and the last.
valid() {
    python3 - "$BATS_TEST_DIRNAME/events.schema.json" "$1" <<'PY'
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1]))
validator = jsonschema.Draft202012Validator(schema)
lines = [json.loads(line) for line in open(sys.argv[2], "rb").read().decode("utf-8", "strict").splitlines()]
for line in lines:
    for error in validator.iter_errors(line):
        sys.exit("%s: %s" % (line, error.message))
assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1)), "numbers"
assert [line["event"] for line in lines if line["event"] in ("start", "exit")] == ["start", "exit"], "ends"
assert lines[0]["event"] == "start" and lines[-1]["event"] == "exit", "order"
PY
}

event() { jq -c "select(.event == \"$1\") | $2" "${3-$events}"; }

@test "a class: batch, turns, checks, rows with retries, result and exit; the lines for people are the same as without" {
    kill -KILL "${agents[1]}"
    run_split crocum lab check many -s ann -s bob -j 1 --events "$events"
    [ "$status" -eq 3 ]
    contains "$output" "1 graded, 1 ungraded (bob)"
    valid "$events"
    [ "$(event batch '[.students[].student]')" = '["ann","bob"]' ]
    [ "$(event turn '[.student, .second_try]' | tr '\n' ' ')" = '["ann",false] ["bob",false] ["bob",true] ' ]
    [ "$(event check 'select(.student == "ann") | [.id, .verdict, .score == 1]' | head -1)" = '["srv/srv.py::test_one","passed",true]' ]
    [ "$(event row '[.student, .final, .outcome, .reached != 0]' | tr '\n' ' ')" = '["ann",true,"graded",true] ["bob",false,"ungraded",false] ["bob",true,"ungraded",false] ' ]
    [ "$(event result '[.document.command, .document.exit, .document.outcomes.graded]')" = '["lab check",3,1]' ]
    [ "$(event exit '[.status, .error]')" = '[3,null]' ]
}

@test "one student: events on stdout leave out the lines for people; the document is that of --json" {
    run_split crocum lab check many -s ann --events -
    [ "$status" -eq 0 ]
    printf '%s\n' "$output" >"$events"
    valid "$events"
    contains "$errors" "Checking 1 machine"
    [ "$(event check .student_message | tail -1)" = '"never "' ]
    crocum lab check many -s ann --json >"$BATS_TEST_TMPDIR/document"
    [ "$(event result '.document | keys')" = "$(jq -c keys "$BATS_TEST_TMPDIR/document")" ]
    # The document of one student has the fields of a class, and those of the attempt.
    [ "$(jq -c '[.student, .score == 1, .students[0].student, .students[0].score == 1, .outcomes.graded]' "$BATS_TEST_TMPDIR/document")" = '["ann",true,"ann",true,1]' ]
    [ "$(jq '.students[0].attempt == .attempt' "$BATS_TEST_TMPDIR/document")" = true ]
}

@test "an error and an interruption have an exit event with the status" {
    run_split crocum lab check many -s eve --events "$events"
    [ "$status" -eq 1 ]
    valid "$events"
    [ "$(event exit '[.status, .error.message]')" = '[1,"there is no instance many of eve"]' ]
    [ "$(event result .document)" = "" ]
    printf 'import time\n\ndef test_one(host):\n    time.sleep(30)\n' >"$lab/checks/srv.py"
    "$BINARY" lab check many -s ann -s bob --events "$events" >/dev/null 2>&1 3>&- &
    pid=$!
    wait_until 10 grep -q '"event":"suite"' "$events"
    kill -INT $pid
    code=0
    wait $pid || code=$?
    [ "$code" -eq 130 ]
    valid "$events"
    [ "$(event exit .status)" = 130 ]
    [ "$(event row .outcome | sort -u)" = '"interrupted"' ]
}

@test "every verb that takes long has --events, and its result event is its document" {
    mkdir "$lab/solution" && echo true >"$lab/solution/srv.sh"
    for verb in "lab status many -s ann" "lab solve many -s ann" "lab validate many" "lab regrade many --all" "db rebuild" "lab down many -s ann" "lab up many -s ann"; do
        # shellcheck disable=SC2086
        crocum $verb --events "$events" -q
        valid "$events"
        [ "$(event result .document.command)" = "\"$(cut -d' ' -f1,2 <<<"$verb")\"" ] || { echo "$verb"; cat "$events"; return 1; }
        [ "$(event exit .status)" = 0 ]
    done
    crocum __dump-cli | jq -r '.verbs[] | select(any(.options[].names[]; . == "--events")) | .verb' | sort >"$BATS_TEST_TMPDIR/verbs"
    printf 'db rebuild\nlab %s\n' check | cat - <(printf 'lab %s\n' down regrade solve status up validate verify) | sort | diff - "$BATS_TEST_TMPDIR/verbs"
}

@test "a full disk fails at the end, a reader that disconnects does not; a file that cannot be opened fails before the work" {
    run_split crocum lab check many -s ann -s bob --events /dev/full
    [ "$status" -eq 1 ]
    contains "$errors" "cannot write events to /dev/full: No space left on device"
    [ "$(find "$CROCUM_STATE/attempts" -name attempt.json | wc -l)" -eq 0 ]
    run_split crocum lab check many -s ann --events "$BATS_TEST_TMPDIR/no/folder"
    [ "$status" -eq 1 ]
    contains "$errors" "cannot write events to $BATS_TEST_TMPDIR/no/folder: No such file or directory"
    run_split bash -c "'$BINARY' lab check many -s ann --events - | head -n 1 >'$BATS_TEST_TMPDIR/first'; echo \${PIPESTATUS[0]}"
    [ "$output" = 0 ]
    grep -q '"event":"start"' "$BATS_TEST_TMPDIR/first"
    run_split crocum lab check many -s ann --events - --json
    [ "$status" -eq 2 ]
    contains "$errors" "both write to stdout"
    run_split crocum lab check many -s ann --events ""
    [ "$status" -eq 2 ]
}

@test "a reader that reads nothing does not hold up Ctrl-C" {
    mkfifo "$BATS_TEST_TMPDIR/pipe"
    sleep 60 <>"$BATS_TEST_TMPDIR/pipe" 3>&- &
    reader=$!
    printf 'import sys\n\ndef test_one(host):\n    print("x" * 9000)\n    assert False\n' >"$lab/checks/srv.py"
    for i in {2..40}; do printf '\ndef test_%s(host):\n    print("x" * 9000)\n    assert False\n' "$i"; done >>"$lab/checks/srv.py"
    "$BINARY" lab check many -s ann -s bob --events "$BATS_TEST_TMPDIR/pipe" >/dev/null 2>"$BATS_TEST_TMPDIR/err" 3>&- &
    pid=$!
    sleep 3
    kill -0 $pid # The pipe is full.
    kill -INT $pid
    code=0
    wait $pid || code=$?
    kill $reader
    [ "$code" -eq 130 ]
}

@test "a check with the marker wait: an event, a live line, and for how long it was tried in what the student reads" {
    cat >"$lab/checks/srv.py" <<'PY'
import pytest

tries = []

@pytest.mark.wait(20)
@pytest.mark.number("1.2")
def test_comes_late(host):
    """The route is there"""
    tries.append(1)
    assert len(tries) == 3

@pytest.mark.wait(2)
def test_never(host):
    assert host.run("false").rc == 0, "no route"

@pytest.mark.wait(30)
def test_at_once(host): assert host.run("true").rc == 0, "no"
PY
    for mode in guest host; do
        sed -i '/^mode/d' "$lab/lab.yaml"
        echo "mode: $mode" >>"$lab/lab.yaml"
        run_split crocum lab check many -s ann --events "$events"
        [ "$status" -eq 0 ]
        valid "$events"
        [ "$(event wait '[.machine, .number, .title, .seconds]' | tr '\n' ' ')" = '["srv","1.2","The route is there",20] ["srv","","never",2] ' ]
        contains "$output" "    - no route (tried for 2 s)"
        rm "$events"
    done
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 90 24 "$BINARY" lab check many -s ann)
    [[ $output =~ srv\ +0\ of\ 3\ checks,\ waiting\ up\ to\ 20\ s:\ 1.2\ The\ route\ is\ there\ +[0-9]+\ s ]]
    output=$("$BATS_TEST_DIRNAME/../terminal.py" 90 24 "$BINARY" lab check many -s ann -s bob)
    [[ $output =~ ann\ +[01]\ of\ 3\ checks,\ waiting\ up\ to\ 20\ s:\ 1.2\ The\ route\ is\ there ]]
}
